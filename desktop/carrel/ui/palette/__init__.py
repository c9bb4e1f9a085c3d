"""The palette: type a few letters, and do a command, go to a place, open a paper or a note."""

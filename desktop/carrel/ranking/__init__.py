"""Numbers that tell what is close to what, and in which order it comes: vectors and ranks in, rows and orders out."""

"""The command line: parses arguments, calls services, prints."""

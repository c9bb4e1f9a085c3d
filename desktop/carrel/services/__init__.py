"""What Carrel can do, one file a use. No Qt: a test, the command line and the window call the same thing."""

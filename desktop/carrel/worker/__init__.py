"""Child processes: documents, inference and digesting run in them, and the window talks to them by lines of JSON."""

"""The window: the only user of Qt. It imports services and the domain, and nothing else of Carrel."""

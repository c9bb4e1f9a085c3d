"""Everything that comes from the network: the only sockets."""

"""What leaves Carrel as text: values in, text out. Nothing here reads a file, a clock or the network."""

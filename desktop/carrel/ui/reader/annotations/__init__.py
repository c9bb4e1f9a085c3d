"""Annotations on the pages of the reader: painted, made, chosen, changed and listed."""

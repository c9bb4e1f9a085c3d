"""The words of Carrel: frozen values, standard library only, no input or output."""

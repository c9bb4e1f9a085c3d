"""Numbers alone: which vectors are near, which words are shared. NumPy throughout, so it is imported where it is used."""

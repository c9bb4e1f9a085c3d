"""The place Annotations: all that was marked in all papers, in one list with search."""

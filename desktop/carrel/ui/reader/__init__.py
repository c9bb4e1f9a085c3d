"""The reader: a paper's pages, its outline, and its digest beside them."""

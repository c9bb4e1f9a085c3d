"""Notes as they are written and read: Markdown with links to papers, beside one another."""

"""What is followed: categories of arXiv, and what of them is wanted."""

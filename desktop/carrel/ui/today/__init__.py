"""What arXiv announced, day by day: the cards, the strip of days, a paper in full beside them."""

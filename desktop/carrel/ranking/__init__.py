"""What is for the person: a linear model over vectors, a choice with some surprise, and reasons. Values in, values out."""

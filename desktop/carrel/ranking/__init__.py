"""Numbers that tell what is close, what comes first and what is for the person: vectors and ranks in, orders and reasons out."""

"""How good digests are, measured against people and against made-up faults, part by part; `evaluate.py` runs them all."""

"""Papers that are like a paper, or like several: a list that stands beside a digest, in the reader, and on a page of its own."""

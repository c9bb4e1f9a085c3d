"""The library: what is kept, found by facets and words, read as digests, organised by keys."""

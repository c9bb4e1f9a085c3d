"""Text in, digest out: pure functions over a paper's passages and, where there is one, a language model."""

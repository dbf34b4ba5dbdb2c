"""Tags: the built-in vocabulary."""

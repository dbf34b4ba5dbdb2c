"""Tags and the vocabulary."""

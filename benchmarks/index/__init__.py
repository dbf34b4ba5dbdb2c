"""How fast, how good and how large the vector index is; see `__main__`."""

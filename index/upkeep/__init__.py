"""Keeping the vector indexes up with the catalogue, in order, and on disk."""

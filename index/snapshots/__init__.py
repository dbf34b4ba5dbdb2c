"""Copies of the indexes on disk, which are checked before they are opened."""

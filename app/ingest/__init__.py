"""Getting pictures into a collection."""

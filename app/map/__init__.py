"""The map of a collection over HTTP."""

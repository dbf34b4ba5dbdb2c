"""The documentation that the server shows."""

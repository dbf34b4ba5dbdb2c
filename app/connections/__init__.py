"""What a connection may take: time for a head, a body that nobody wants, an answer to be read."""

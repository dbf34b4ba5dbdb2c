"""What the page costs whoever opens it, in a real browser."""

"""Collections: list, make, move and remove them."""

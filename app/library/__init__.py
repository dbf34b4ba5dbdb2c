"""The collections of a data folder: where they lie, what they share, who uses them."""

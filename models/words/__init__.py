"""Words: vectors of them, how these are trained, and what can be asked of them."""

"""Training a recipe space."""

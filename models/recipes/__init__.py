"""Recipes and photos of their dishes in one space."""

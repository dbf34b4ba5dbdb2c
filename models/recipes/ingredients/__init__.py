"""Ingredients: their names, and vectors of them."""

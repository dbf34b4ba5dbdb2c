"""The metadata fields of an item that keeps a recipe, which are the book's own."""

TITLE, INGREDIENTS, INSTRUCTIONS = "title", "ingredients", "instructions"
PICTURE_ITEM = "picture_item"
"""Number of the item among the pictures that was added with a recipe."""
OWN_FIELDS = (TITLE, INGREDIENTS, INSTRUCTIONS, PICTURE_ITEM)

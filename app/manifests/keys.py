"""The keys that a row of a manifest may have; every other one is metadata."""

PICTURE_KEYS = ("image", "picture", "path", "file")
TITLE_KEY = "title"
CAPTION_KEYS = ("captions", "caption", TITLE_KEY)
TAG_KEYS = ("tags", "tag")
RECIPE_KEYS = ("ingredients", "instructions")
LISTED_KEYS = frozenset({"captions", *TAG_KEYS, *RECIPE_KEYS})
"""What holds several texts in one cell of a CSV."""

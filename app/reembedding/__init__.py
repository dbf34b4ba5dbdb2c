"""Moving collections to other spaces: new vectors beside the old ones, swapped in at once."""

from app.reembedding.everything import reembed

__all__ = ["reembed"]

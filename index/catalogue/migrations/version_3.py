"""Version 3: indexes of metadata that hold all that counting values reads."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def migrate(operations: "Operations") -> None:
    """Makes the changes."""
    operations.drop_index("items_by_text", "metadata")
    operations.drop_index("items_by_number", "metadata")
    operations.create_index(
        "items_by_text", "metadata", ["field", "text", "number", "boolean", "item_id"]
    )
    operations.create_index(
        "items_by_number", "metadata", ["field", "number", "position", "item_id"]
    )

"""Version 2: a name for every catalogue, and a place for vectors of the next space."""

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, column, table

if TYPE_CHECKING:
    from alembic.operations import Operations

_META = table("meta", column("key"), column("value"))


def migrate(operations: "Operations") -> None:
    """Makes the changes."""
    # Changes are read by their number now; on a million of them it was 40 MB and served nothing.
    operations.drop_index("changes_by_entry", "changes")
    operations.create_table(
        "staged_vectors",
        Column("fingerprint", String(64), primary_key=True),
        Column("modality", String(16), primary_key=True),
        Column(
            "entry_id",
            BigInteger().with_variant(Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        Column("vector", LargeBinary, nullable=False),
    )
    operations.bulk_insert(_META, [{"key": "catalogue_id", "value": uuid.uuid4().hex}])

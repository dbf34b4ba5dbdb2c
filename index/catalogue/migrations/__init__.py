"""Brings the tables of an older catalogue up to date, one version after the other.

`schema.py` describes the newest tables; a new catalogue is made from it. What a version changed
stands in a module of its own here, and is never changed again.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from index.catalogue.migrations import version_2, version_3

if TYPE_CHECKING:
    from alembic.operations import Operations

MIGRATIONS: Mapping[int, "Callable[[Operations], None]"] = {
    2: version_2.migrate,
    3: version_3.migrate,
}
"""What leads to each version from the one before."""


def migrate(connection: Connection, present: int, wanted: int) -> None:
    """Changes the tables, inside the transaction of the connection.

    Args:
        connection: Of a transaction that nobody else writes beside.
        present: Version of the tables.
        wanted: Version to reach.
    """
    # Alembic takes 0.15 s to import, and nearly every start finds the tables up to date.
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    operations = Operations(MigrationContext.configure(connection))
    for version in range(present + 1, wanted + 1):
        MIGRATIONS[version](operations)

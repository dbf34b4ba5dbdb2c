"""Columns that SQLite does not look rows up by, where looking by others is faster.

SQLite guesses how many rows a condition leaves; who has counted them knows better.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Unsought(FunctionElement[Any]):
    """A column as a value, which has no index."""

    inherit_cache = True


@compiles(_Unsought)
def _elsewhere(element: _Unsought, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Unsought, "sqlite")
def _on_sqlite(element: _Unsought, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


def unsought(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns the value of a column; SQLite looks for no row by it."""
    return _Unsought(column)

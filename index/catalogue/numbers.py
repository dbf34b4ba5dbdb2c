"""Long lists of numbers as one value of a statement, which takes no more than some thousand."""

from typing import Any

from sqlalchemy import ColumnElement, TableValuedAlias
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Numbers(FunctionElement[Any]):
    """A table of the values in a JSON list."""

    inherit_cache = True


@compiles(_Numbers)
def _on_sqlite(element: _Numbers, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Numbers, "postgresql")
def _on_postgresql(element: _Numbers, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def numbers_in(listed: ColumnElement[str]) -> TableValuedAlias:
    """Returns a table with the column `value` of the numbers in a JSON list."""
    return _Numbers(listed).table_valued("value")

"""Queries: the terms a person types, and their sum as one vector."""

from index.query.algebra import combine, contributions
from index.query.formatting import format_query
from index.query.parser import parse_query
from index.query.terms import ItemTerm, PictureTerm, Term, TextTerm

__all__ = [
    "ItemTerm",
    "PictureTerm",
    "Term",
    "TextTerm",
    "combine",
    "contributions",
    "format_query",
    "parse_query",
]

"""Finds what a map shows, and describes it."""

import hashlib
from dataclasses import dataclass

import numpy as np

from app.map.schemas import CollectionMapBody, MapItems, MapWordBody
from app.workspace import Workspace
from index.arrays import Rows
from index.catalogue import parse_filter
from index.map import SIDE, CollectionMap

_TAG_CHARACTERS = 16


@dataclass(frozen=True, eq=False)
class View:
    """What one client is to see of a map.

    Attributes:
        shown: The map.
        rows: Which of its pictures, rising `[n]`; None for all.
        current: Whether nothing has changed since it was made.
    """

    shown: CollectionMap
    rows: Rows | None
    current: bool

    @property
    def tag(self) -> str:
        """Changes when anything in the answer does."""
        rows = b"" if self.rows is None else self.rows.tobytes()
        state = f"{self.shown.version} {self.current} {self.rows is None}".encode()
        return hashlib.sha256(state + rows).hexdigest()[:_TAG_CHARACTERS]


def view(workspace: Workspace, condition: object) -> View:
    """Returns what passes a filter, None for all.

    Raises:
        MapPending: There is no map yet; it is being made.
        BadFilter, UnknownField, MapChanged: The filter cannot be used.
    """
    collection = workspace.collection
    if condition is None:
        shown, rows = collection.map(), None
    else:
        parsed = collection.located(parse_filter(condition))
        found = collection.catalogue.matching_items(parsed)
        shown = collection.map()
        rows = np.flatnonzero(np.isin(shown.ids, found))
    return View(shown, rows, collection.is_current(shown))


def describe(seen: View) -> CollectionMapBody:
    """Describes it to a client."""
    shown = seen.shown
    rows = slice(None) if seen.rows is None else seen.rows
    x, y = shown.coordinates[rows].T.tolist()
    return CollectionMapBody(
        side=SIDE,
        items=MapItems(id=shown.ids[rows].tolist(), x=x, y=y),
        words=[MapWordBody(word=w.word, x=w.x, y=w.y, fit=w.fit) for w in shown.words],
        version=shown.version,
        layout=shown.layout,
        current=seen.current,
    )

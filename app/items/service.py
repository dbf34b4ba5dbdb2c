"""Adding, listing, changing and removing items."""

from collections.abc import Iterable, Mapping, Sequence

from app.exceptions import InvalidRequest, UnknownPicture, told_to_client
from app.ingest.destinations import AmongPictures
from app.ingest.pipeline import AddOutcome, Candidate, add_candidates
from app.items.schemas import (
    FacetsBody,
    ItemBody,
    ItemChanges,
    ItemPage,
    NewItemBody,
    Outcome,
    Outcomes,
)
from app.listing import read_cursor, write_cursor
from app.manifests import ManifestRow
from app.observing.stages import Stage
from app.remote.pictures import NOTHING_FETCHED, Fetched
from app.workspace import Workspace
from index.catalogue import ItemChange, parse_filter
from models.encoders.protocols import Vectors


def describe_all(
    workspace: Workspace, bodies: Sequence[NewItemBody], files: Iterable[str]
) -> list[NewItemBody]:
    """Returns the items of one request, also those that are a picture and nothing else.

    Args:
        workspace: Says how many they may be.
        bodies: What is said of items; a picture that none of them names is an item of its own.
        files: Names of uploaded pictures.

    Raises:
        InvalidRequest: There is nothing to add, or too much.
    """
    named = {body.source for body in bodies}
    described = [*bodies, *(NewItemBody(picture=name) for name in files if name not in named)]
    limit = workspace.settings.max_pictures
    if not 1 <= len(described) <= limit:
        raise InvalidRequest(f"a request adds 1 to {limit} items, not {len(described)}")
    return described


def add_items(
    workspace: Workspace,
    described: Sequence[NewItemBody],
    files: Mapping[str, bytes],
    fetched: Fetched = NOTHING_FETCHED,
) -> Outcomes:
    """Adds the items of one request; a bad one fails alone.

    Args:
        workspace: Where to.
        described: The items, as `describe_all` returns them.
        files: Uploaded pictures by file name.
        fetched: Pictures by address.
    """
    contents = {**files, **fetched.files}
    candidates = {
        i: _candidate(body, contents)
        for i, body in enumerate(described)
        if body.source is None or body.source in contents
    }
    added = add_candidates(AmongPictures(workspace), candidates.values())
    outcomes = dict(zip(candidates, added, strict=True))
    return Outcomes(
        outcomes=[
            _describe(workspace, outcomes.get(i) or _not_sent(body, fetched))
            for i, body in enumerate(described)
        ]
    )


def list_items(
    workspace: Workspace,
    limit: int,
    cursor: str | None,
    condition: object,
    *,
    newest_first: bool = False,
) -> ItemPage:
    """Lists items by ascending id or, newest first, by descending id.

    Raises:
        InvalidRequest: The limit is out of bounds.
        BadCursor: The cursor is not one that a page in this order ended with.
    """
    if not 1 <= limit <= workspace.settings.max_k:
        raise InvalidRequest(f"k must be from 1 to {workspace.settings.max_k}, not {limit}")
    catalogue = workspace.collection.catalogue
    after = read_cursor(cursor, catalogue, newest_first=newest_first)
    parsed = None if condition is None else workspace.collection.located(parse_filter(condition))
    items = catalogue.list_items(after, limit + 1, parsed, newest_first=newest_first)
    shown = items[:limit]
    more = len(items) > limit
    following = write_cursor(shown[-1].id, catalogue, newest_first=newest_first) if more else None
    return ItemPage(items=[ItemBody.of(item, workspace.name) for item in shown], next=following)


def count_facets(workspace: Workspace, most: int, condition: object) -> FacetsBody:
    """Counts the tags and the metadata values of the items that pass a filter.

    Raises:
        BadFilter: The filter has the wrong shape.
        UnknownField: The filter names a field that no item has.
    """
    parsed = None if condition is None else workspace.collection.located(parse_filter(condition))
    return FacetsBody.of(workspace.collection.catalogue.facets(most, parsed))


def look(workspace: Workspace, item_id: int) -> ItemBody:
    """Returns an item.

    Raises:
        UnknownItem: There is no such item.
    """
    return ItemBody.of(workspace.collection.catalogue.item(item_id), workspace.name)


def change_item(workspace: Workspace, item_id: int, changes: ItemChanges) -> ItemBody:
    """Replaces captions, tags or metadata of an item.

    Raises:
        UnknownItem: There is no such item.
    """
    vectors = _encode(workspace, changes.captions) if changes.captions else None
    change = ItemChange(
        captions=None if changes.captions is None else tuple(changes.captions),
        caption_vectors=vectors,
        tags=None if changes.tags is None else tuple(changes.tags),
        metadata=changes.metadata,
    )
    workspace.collection.update_item(item_id, change)
    if changes.tags:
        workspace.add_words(changes.tags, "corpus")
    return look(workspace, item_id)


def _encode(workspace: Workspace, captions: Sequence[str]) -> Vectors:
    with Stage("encode_text"):
        return workspace.space.encode_texts(captions)


def _candidate(body: NewItemBody, files: Mapping[str, bytes]) -> Candidate:
    name = body.source or (body.captions[0] if body.captions else "")
    row = ManifestRow(None, tuple(body.captions), tuple(body.tags), body.metadata, place=name)
    content = files[body.source] if body.source is not None else None
    return Candidate(row, content, keep=content is not None)


def _not_sent(body: NewItemBody, fetched: Fetched) -> AddOutcome:
    name = body.source or ""
    missing = UnknownPicture(f"no part `pictures` is called {name!r}", name)
    return AddOutcome(name, error=fetched.refused.get(name, missing))


def _describe(workspace: Workspace, outcome: AddOutcome) -> Outcome:
    if outcome.item_id is None:
        error = outcome.error
        return Outcome(
            name=outcome.name,
            outcome="refused",
            error=type(error).__name__,
            detail=told_to_client(error) if error else None,
        )
    item = look(workspace, outcome.item_id)
    return Outcome(name=outcome.name, outcome="known" if outcome.known else "added", item=item)

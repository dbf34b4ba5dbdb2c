"""Titles: texts that are spelled alike and yet belong to things that are not the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalogue import NewItem, parse_filter
from index.collection import Collection
from index.exceptions import BadCursor
from index.search.distinct import DistinctTexts, EveryText
from index.vectors import Ranked
from tests.index.builders import (
    SPACE,
    all_pages,
    is_ordered,
    picture_item,
    request,
    text_item,
    text_vectors,
)

CAPTIONS = {"target": "captions", "repeated": True}


def dish(name: str, vector: str, tags: tuple[str, ...] = ()) -> NewItem:
    """Returns an item whose caption has the vector of another text, as a recipe's name has."""
    return NewItem(captions=(name,), caption_vectors=text_vectors(vector), tags=tags)


def items_of(collection: Collection, *texts: str, **options: object) -> list[int | None]:
    return [hit.item_id for hit in all_pages(collection, *texts, **options)]


@pytest.mark.parametrize(("first", "then"), [(True, False), (False, True)])
def test_a_cursor_of_the_one_kind_continues_none_of_the_other(
    collection: Collection, first: bool, then: bool
) -> None:
    collection.add_items([text_item(f"{at}") for at in range(5)])
    page = collection.search(request("q", target="captions", k=2, repeated=first))
    with pytest.raises(BadCursor, match="another query"):
        collection.search(
            request("q", target="captions", k=2, repeated=then, cursor=page.next_cursor)
        )


def test_excluding_others_on_the_second_page_is_refused(collection: Collection) -> None:
    collection.add_items([text_item(f"{at}") for at in range(5)])
    page = collection.search(request("q", k=2, **CAPTIONS))
    with pytest.raises(BadCursor, match="another query"):
        collection.search(
            request("q", k=2, excluded_items={1}, cursor=page.next_cursor, **CAPTIONS)
        )


def test_texts_that_are_spelled_alike_are_all_found(collection: Collection) -> None:
    added = collection.add_items(
        [dish("Soup", "a"), dish("soup", "b"), dish(" SOUP", "c"), dish("Pie", "d")]
    )
    ids = [outcome.item_id for outcome in added]
    hits = all_pages(collection, "a", k=1, **CAPTIONS)
    assert sorted(hit.item_id for hit in hits) == ids
    assert hits[0].item_id == ids[0]
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert is_ordered(hits)
    assert {hit.text for hit in hits} == {"Soup", "soup", " SOUP", "Pie"}
    once = all_pages(collection, "a", k=1, target="captions")
    assert sorted(hit.text.strip().casefold() for hit in once) == ["pie", "soup"]
    assert once[0].item_id == ids[0]


def test_words_are_found_beside_captions_of_the_same_spelling(collection: Collection) -> None:
    collection.add_items([dish("soup", "a"), dish("soup", "b")])
    collection.add_words(["soup"], text_vectors("soup"), "user")
    kinds = [hit.kind for hit in all_pages(collection, "a", target="texts", repeated=True)]
    assert sorted(kinds) == ["caption", "caption", "word"]
    assert len(all_pages(collection, "a", target="texts")) == 1


def test_excluded_items_exclude_all_their_captions_and_no_others(collection: Collection) -> None:
    added = collection.add_items(
        [text_item("soup", "broth"), dish("soup", "b"), text_item("pie"), picture_item("photo")]
    )
    both, soup, pie, photo = (outcome.item_id for outcome in added)
    assert set(items_of(collection, "q", **CAPTIONS)) == {both, soup, pie}
    assert items_of(collection, "q", excluded_items={both, 999}, **CAPTIONS).count(both) == 0
    assert set(items_of(collection, "q", excluded_items={both, 999}, **CAPTIONS)) == {soup, pie}
    assert items_of(collection, "q", excluded_items={both, soup, pie, photo}, **CAPTIONS) == []
    # Where texts stand for themselves, an excluded item says nothing of its captions.
    plain = {
        hit.text for hit in all_pages(collection, "q", target="captions", excluded_items={pie})
    }
    assert plain == {"soup", "broth", "pie"}


def test_excluded_items_leave_words_alone(collection: Collection) -> None:
    [added] = collection.add_items([text_item("soup")])
    collection.add_words(["soup"], text_vectors("soup"), "user")
    hits = all_pages(collection, "q", target="texts", repeated=True, excluded_items={added.item_id})
    assert [(hit.kind, hit.item_id) for hit in hits] == [("word", None)]


def test_excluded_texts_are_excluded_in_every_spelling(collection: Collection) -> None:
    added = collection.add_items([dish("Soup", "a"), dish("soup", "b"), dish("pie", "c")])
    found = items_of(collection, "q", excluded_texts={"soup"}, **CAPTIONS)
    assert found == [added[2].item_id]


def test_a_filter_holds_for_every_one_of_them(collection: Collection) -> None:
    added = collection.add_items(
        [dish("soup", "a", ("hot",)), dish("soup", "b"), dish("soup", "c", ("hot",))]
    )
    found = items_of(collection, "q", k=1, filter=parse_filter({"tag": "hot"}), **CAPTIONS)
    assert sorted(found) == [added[0].item_id, added[2].item_id]


@settings(max_examples=15)
@given(
    names=st.lists(st.sampled_from(["soup", "Soup", "pie", "PIE "]), min_size=1, max_size=30),
    k=st.integers(1, 9),
    excluded=st.sets(st.integers(1, 30), max_size=5),
)
def test_pages_together_are_everything_once(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], k: int, excluded: set[int]
) -> None:
    folder: Path = tmp_path_factory.mktemp("pages")
    collection = Collection.open(f"sqlite:///{folder}/catalogue.db", SPACE)
    # Some vectors are the same: nothing but the number tells such hits apart.
    added = collection.add_items([dish(name, f"{at % 7}") for at, name in enumerate(names)])
    options = CAPTIONS | {"excluded_items": frozenset(excluded)}
    whole = collection.search(request("q", k=1000, **options))
    pages = all_pages(collection, "q", k=k, **options)
    assert tuple(pages) == whole.hits
    assert whole.next_cursor is None
    assert is_ordered(pages)
    assert {hit.item_id for hit in pages} == {own.item_id for own in added} - excluded
    assert [hit.rank for hit in pages] == list(range(1, len(pages) + 1))
    collection.close()


def test_pages_of_codes_repeat_nothing(tmp_path: Path) -> None:
    """An index of codes may miss a few on a first page, and shows them on the next."""
    collection = Collection.open(f"sqlite:///{tmp_path}/c.db", SPACE, "ivf", tmp_path / "index")
    collection.add_items([dish("soup" if at % 2 else "pie", f"v{at}") for at in range(2000)])
    collection.upkeep.tidy(force=True)
    hits = all_pages(collection, "q", k=90, **CAPTIONS)
    assert sorted(hit.item_id for hit in hits) == list(range(1, 2001))
    assert [hit.rank for hit in hits] == list(range(1, 2001))
    collection.close()


def test_pages_repeat_nothing_while_items_come_and_go(collection: Collection) -> None:
    first = collection.add_items([dish("soup", f"v{at}") for at in range(40)])
    leaving = [own.item_id for own in first[:10]]
    seen: list[int] = []
    cursor = None
    for turn in range(100):
        page = collection.search(request("q", k=4, cursor=cursor, **CAPTIONS))
        seen.extend(hit.item_id for hit in page.hits)
        cursor = page.next_cursor
        if cursor is None:
            break
        collection.add_items([dish("soup", f"late-{turn}")])
        if leaving:
            collection.remove_items([leaving.pop()])
    assert len(seen) == len(set(seen))
    assert {own.item_id for own in first[10:]} <= set(seen)


def test_only_texts_that_are_still_there_pass(collection: Collection) -> None:
    """Another process may remove one between the ranking and the look into the catalogue."""
    collection.add_items([text_item("soup"), text_item("Soup"), text_item("pie")])
    ids = [hit.id for hit in all_pages(collection, "q", **CAPTIONS)]
    ranked = Ranked(np.array([ids[0], 999, ids[1], ids[2]]), np.array([0.9, 0.8, 0.7, 0.6]))
    every = EveryText(collection.catalogue)
    assert every(ranked).tolist() == [True, False, True, True]
    assert sorted(every.entries) == sorted(ids)
    assert {entry.text for entry in every.entries.values()} == {"soup", "Soup", "pie"}
    assert DistinctTexts(collection.catalogue, ())(ranked).sum() == 2
    assert every(Ranked(np.zeros(0, np.int64), np.zeros(0))).tolist() == []

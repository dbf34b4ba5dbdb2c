from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalogue import ItemChange, parse_filter
from index.collection import Collection
from index.exceptions import BadCursor, QueryCancels, UnknownField
from index.search import SearchRequest
from index.vectors import ExactIndex
from tests.index.builders import (
    SPACE,
    all_pages,
    is_ordered,
    picture_item,
    request,
    text_item,
    text_vector,
    text_vectors,
)


def test_bad_requests_are_refused(collection: Collection) -> None:
    with pytest.raises(QueryCancels):
        collection.search(SearchRequest(np.array([1.0, -1.0]), text_vectors("a", "a")))
    with pytest.raises(UnknownField):
        collection.search(request("a", filter=parse_filter({"field": "x", "eq": 1})))
    with pytest.raises(ValueError, match="k must be at least 1"):
        collection.search(request("a", k=0))
    with pytest.raises(ValueError, match=r"\[8\]"):
        collection.search(SearchRequest(np.array([1.0]), np.array([[1, 0]], np.float32)))


@pytest.mark.parametrize(
    "other",
    [
        {"target": "texts"},
        {"filter": parse_filter({"tag": "x"})},
        {"excluded_items": {1}},
        {"excluded_texts": {"x"}},
    ],
)
def test_a_cursor_continues_no_other_query(
    collection: Collection, other: dict[str, object]
) -> None:
    collection.add_items([picture_item(f"{at}") for at in range(5)])
    cursor = collection.search(request("a", k=2)).next_cursor
    with pytest.raises(BadCursor, match="another query"):
        collection.search(request("a", cursor=cursor, **other))
    with pytest.raises(BadCursor, match="another query"):
        collection.search(request("b", cursor=cursor))
    assert len(collection.search(request("a", cursor=cursor, k=50)).hits) == 3


def test_a_collection_without_entries_finds_nothing(collection: Collection) -> None:
    for target in ("images", "texts", "captions", "words"):
        page = collection.search(request("a", target=target))
        assert (page.hits, page.next_cursor) == ((), None)


def test_a_hit_says_what_it_is_and_why(collection: Collection) -> None:
    [added] = collection.add_items([picture_item("dog", ("a dog",), ("dog",))])
    collection.add_words(["Dog"], text_vectors("dog"), "corpus")
    weights = np.array([1.0, -0.5])
    vectors = text_vectors("dog", "cat")
    total = vectors.astype(np.float64).T @ weights
    [image] = collection.search(SearchRequest(weights, vectors)).hits
    shares = weights * (vectors.astype(np.float64) @ text_vector("dog")) / np.linalg.norm(total)
    assert (image.kind, image.id, image.item_id, image.text, image.rank) == (
        "image", added.item_id, added.item_id, None, 1,
    )  # fmt: skip
    np.testing.assert_allclose(image.contributions, shares, atol=1e-9)
    assert image.score == pytest.approx(sum(image.contributions), abs=1e-6)
    word, caption = collection.search(SearchRequest(weights, vectors, "texts")).hits
    assert (word.kind, word.item_id, word.text, word.rank) == ("word", None, "Dog", 1)
    assert (caption.kind, caption.item_id, caption.text) == ("caption", added.item_id, "a dog")
    assert caption.rank == 2


def test_targets_filters_and_exclusions(collection: Collection) -> None:
    added = collection.add_items(
        [
            picture_item("a", ("cap a",), ("red",), {"year": 1}),
            picture_item("b", ("cap b",), ("blue",), {"year": 2}),
        ]
    )
    collection.add_words(["red", "blue", "unused"], text_vectors("r", "b", "u"), "built-in")

    def found(**options: object) -> set[str | int | None]:
        return {hit.text or hit.item_id for hit in all_pages(collection, "q", **options)}

    year = parse_filter({"field": "year", "eq": 2})
    a, b = (entry.item_id for entry in added)
    assert found() == {a, b}
    assert found(filter=year) == {b}
    assert found(excluded_items={b, 99}) == {a}
    assert found(target="texts") == {"cap a", "cap b", "red", "blue", "unused"}
    assert found(target="texts", filter=year) == {"cap b", "blue"}
    assert found(target="captions") == {"cap a", "cap b"}
    assert found(target="words") == {"red", "blue", "unused"}
    assert found(target="words", filter=year) == {"blue"}
    assert found(target="texts", excluded_texts={"cap a", "red"}) == {"cap b", "blue", "unused"}


def test_a_text_is_found_once_under_its_best(collection: Collection) -> None:
    added = collection.add_items([text_item("A dog"), text_item("a  DOG"), text_item("a cat")])
    collection.add_words(["a dog"], text_vectors("a dog"), "user")
    hits = all_pages(collection, "a dog", target="texts", k=1)
    assert [hit.text for hit in hits if "og" in (hit.text or "").lower()] == ["a dog"]
    assert len(hits) == 2
    collection.remove_word("a dog")
    collection.remove_items([added[0].item_id])
    assert {hit.text for hit in all_pages(collection, "q", target="texts")} == {"a  DOG", "a cat"}


def test_changes_are_found_at_once(collection: Collection) -> None:
    [added] = collection.add_items([picture_item("a", ("old",))])
    change = ItemChange(captions=("new",), caption_vectors=text_vectors("new"))
    collection.update_item(added.item_id, change)
    assert [hit.text for hit in collection.search(request("q", target="texts")).hits] == ["new"]
    collection.remove_items([added.item_id])
    assert collection.search(request("q")).hits == ()
    assert collection.search(request("q", target="texts")).hits == ()


@settings(max_examples=12, deadline=None)
@given(
    names=st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=40),
    k=st.integers(1, 12),
    target=st.sampled_from(["images", "texts"]),
)
def test_pages_put_together_are_one_big_page(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], k: int, target: str
) -> None:
    folder: Path = tmp_path_factory.mktemp("pages")
    collection = Collection.open(f"sqlite:///{folder}/catalogue.db", SPACE)
    collection.add_items([picture_item(name, (f"about {name}",)) for name in names])
    collection.add_items([text_item(f"about {name}", "more") for name in names])
    whole = collection.search(request("q", k=10_000, target=target))
    pages = all_pages(collection, "q", k=k, target=target)
    assert tuple(pages) == whole.hits
    assert whole.next_cursor is None
    assert is_ordered(pages)
    assert [hit.rank for hit in pages] == list(range(1, len(pages) + 1))
    expected = len(set(names)) + (target == "texts")
    assert len(pages) == expected
    collection.close()


def test_every_entry_is_reached_and_both_indexes_agree(url: str) -> None:
    fast = Collection.open(url, SPACE)
    vectors = np.repeat(text_vectors(*(f"v{at % 700}" for at in range(1500))), 2, axis=0)
    fast.add_words([f"w{at}" for at in range(3000)], vectors, "built-in")
    oracle = Collection.open(url, SPACE, ExactIndex)
    pages = all_pages(fast, "q", target="texts", k=400)
    assert len({hit.id for hit in pages}) == 3000
    assert is_ordered(pages)
    assert pages == all_pages(oracle, "q", target="texts", k=3000)
    oracle.close()
    fast.close()


def test_pages_repeat_nothing_while_items_come_and_go(collection: Collection) -> None:
    first = collection.add_items([picture_item(f"{at}", (f"c{at}",)) for at in range(60)])
    for target in ("images", "texts"):
        seen: list[int] = []
        cursor = None
        for turn in range(100):
            page = collection.search(request("q", k=4, cursor=cursor, target=target))
            seen.extend(hit.id for hit in page.hits)
            cursor = page.next_cursor
            if cursor is None:
                break
            collection.add_items([picture_item(f"{target}-{turn}-{at}") for at in range(3)])
            collection.remove_items([first.pop().item_id])
        assert len(seen) == len(set(seen))
        kept = {entry.item_id for entry in first}
        assert target == "texts" or kept <= set(seen)


def test_threads_search_while_one_adds(collection: Collection) -> None:
    faults: list[object] = []
    done = threading.Event()

    def keep_searching() -> None:
        while not done.is_set():
            hits = list(collection.search(request("q", k=10)).hits)
            if not is_ordered(hits):
                faults.append(hits)

    readers = [threading.Thread(target=keep_searching) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(20):
        added = collection.add_items([picture_item(f"{turn}-{at}") for at in range(5)])
        found = {hit.id for hit in collection.search(request("q", k=500)).hits}
        if not {entry.item_id for entry in added} <= found:
            faults.append(turn)
        collection.remove_items([added[0].item_id])
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert len(collection.search(request("q", k=500)).hits) == 80

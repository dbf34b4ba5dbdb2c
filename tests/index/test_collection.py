from __future__ import annotations

import itertools
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from index.catalogue import ItemChange, parse_filter
from index.collection import Collection
from index.exceptions import BadCursor, QueryCancels, UnknownField
from index.search import SearchRequest
from index.vectors import SegmentedIndex
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


@settings(max_examples=12)
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
    oracle = Collection.open(url, SPACE, "exact")
    pages = all_pages(fast, "q", target="texts", k=400)
    assert len({hit.id for hit in pages}) == 3000
    assert is_ordered(pages)
    assert pages == all_pages(oracle, "q", target="texts", k=3000)
    oracle.close()
    fast.close()


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[Collection]:
    """A collection of 5,000 words that are found by codes, of which a first page may miss some."""
    opened = Collection.open(f"sqlite:///{tmp_path}/c.db", SPACE, "ivf", tmp_path / "index")
    random = np.random.default_rng(0)
    vectors = random.normal(size=(5000, SPACE.dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    opened.add_words([f"w{at}" for at in range(5000)], vectors, "built-in")
    opened.upkeep.tidy(force=True)
    yield opened
    opened.close()


@pytest.mark.parametrize(("k", "probes"), [(20, 3), (60, 3), (700, 64)])
def test_pages_of_codes_skip_and_repeat_nothing(coded: Collection, k: int, probes: int) -> None:
    coded.upkeep.indexes.replace(
        {
            name: coded.upkeep.indexes[name].with_probes(probes)  # type: ignore[attr-defined]
            for name in ("images", "texts")
        },
        coded.upkeep.indexes.sequence,
    )
    whole = [hit.id for hit in coded.search(request("q", k=9000, target="texts")).hits]
    assert len(set(whole)) == 5000
    first = coded.search(request("q", k=k, target="texts")).hits
    missed = set(whole[:k]) - {hit.id for hit in first}
    assert bool(missed) == (k <= 200)  # longer pages are exact
    hits = all_pages(coded, "q", k=k, target="texts")
    assert sorted(hit.id for hit in hits) == sorted(whole)
    assert [hit.rank for hit in hits] == list(range(1, 5001))
    assert is_ordered(hits[:k])
    assert is_ordered(hits[k:])
    assert missed <= {hit.id for hit in hits[k : 2 * k]}


def test_pages_of_codes_repeat_nothing_while_words_come_and_the_index_is_written_anew(
    coded: Collection,
) -> None:
    seen: list[int] = []
    cursor = None
    for turn in range(200):
        page = coded.search(request("q", k=50, cursor=cursor, target="texts"))
        seen.extend(hit.id for hit in page.hits)
        cursor = page.next_cursor
        if cursor is None:
            break
        if turn % 10 == 0:
            coded.add_words([f"{turn}-{at}" for at in range(3)], text_vectors(*"abc"), "user")
            coded.upkeep.tidy(force=True, compact=True)
    assert len(seen) == len(set(seen))
    assert set(range(1, 5001)) <= set(seen)


class CollectionFollowsTheCatalogue(RuleBasedStateMachine):
    """Whatever happens, the index answers as one built fresh from the catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.place = Path(self.folder.name)
        self.collection = self.opened()
        self.names = itertools.count()

    def opened(self) -> Collection:
        return Collection.open(f"sqlite:///{self.place}/c.db", SPACE, "ivf", self.place / "index")

    def teardown(self) -> None:
        self.collection.close()
        self.folder.cleanup()

    def some_items(self, share: int) -> list[int]:
        listed = self.collection.catalogue.list_items(limit=1000)
        return [item.id for item in listed if item.id % 4 == share]

    @rule(count=st.integers(1, 70))
    def add(self, count: int) -> None:
        names = [f"n{next(self.names)}" for _ in range(count)]
        self.collection.add_items([picture_item(name, (f"about {name}",)) for name in names])

    @rule(share=st.integers(0, 3))
    def update(self, share: int) -> None:
        for item_id in self.some_items(share)[:5]:
            texts = (f"new {next(self.names)}", "more")
            change = ItemChange(captions=texts, caption_vectors=text_vectors(*texts))
            self.collection.update_item(item_id, change)

    @rule(share=st.integers(0, 3))
    def remove(self, share: int) -> None:
        self.collection.remove_items(self.some_items(share))

    @rule(compact=st.booleans())
    def tidy(self, compact: bool) -> None:
        self.collection.upkeep.tidy(force=True, compact=compact)

    @rule()
    def reopen(self) -> None:
        self.collection.close()
        self.collection = self.opened()

    @rule()
    def rebuild(self) -> None:
        self.collection.upkeep.rebuild()

    @rule()
    def another_process_changes_it(self) -> None:
        other = self.opened()
        other.add_items([picture_item(f"n{next(self.names)}")])
        other.upkeep.tidy(force=True)
        other.close()
        self.collection.refresh()

    @invariant()
    def it_answers_as_a_fresh_index(self) -> None:
        for modality in ("images", "texts"):
            fresh = SegmentedIndex(SPACE.dimension)
            for ids, vectors in self.collection.catalogue.all_vectors(modality):
                fresh.add(ids, vectors)
            index = self.collection.upkeep.indexes[modality]
            truth = fresh.reader().search(text_vector("q"), 500)
            found = index.reader().search(text_vector("q"), 500, exact=True)
            assert found.ids.tolist() == truth.ids.tolist()
            assert found.scores.tolist() == truth.scores.tolist()
            assert len(index) == len(fresh)


TestCollectionFollowsTheCatalogue = CollectionFollowsTheCatalogue.TestCase
TestCollectionFollowsTheCatalogue.settings = settings(max_examples=20, stateful_step_count=12)


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


def test_searches_do_not_wait_for_whoever_writes(collection: Collection, url: str) -> None:
    collection.add_items([picture_item(f"{at}", (f"c{at}",), ("tag",)) for at in range(20)])
    writer = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")  # another process in the middle of a long transaction
    index = collection.upkeep.indexes["images"]
    changing, refreshing = index._changing, collection.upkeep.indexes._refreshing  # type: ignore[attr-defined]
    with changing, refreshing, ThreadPoolExecutor(1) as pool:
        plain = pool.submit(collection.search, request("q", k=5))
        only = parse_filter({"tag": "tag"})
        tagged = pool.submit(collection.search, request("q", k=5, filter=only))
        assert len(plain.result(timeout=5).hits) == len(tagged.result(timeout=5).hits) == 5
    writer.execute("ROLLBACK")
    writer.close()


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

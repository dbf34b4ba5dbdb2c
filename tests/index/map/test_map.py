from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Vectors
from index.catalogue import ItemChange, NewItem
from index.collection import Collection
from index.exceptions import MapPending, StorageFailed
from index.map import CollectionMap, keeping, making
from tests.index.builders import SPACE, lifelike, picture_item, text_item, text_vectors


def pictures(first: int, last: int) -> list[NewItem]:
    return [picture_item(f"p{n}") for n in range(first, last)]


def places_of(shown: CollectionMap) -> dict[int, list[int]]:
    return dict(zip(shown.ids.tolist(), shown.coordinates.tolist(), strict=True))


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many vectors were laid out each time."""
    sizes: list[int] = []
    lay_out = making.lay_out

    def counted(vectors: Vectors) -> object:
        sizes.append(len(vectors))
        return lay_out(vectors)

    monkeypatch.setattr(making, "lay_out", counted)
    return sizes


def test_a_closed_catalogue_cannot_be_mapped(collection: Collection, monkeypatch) -> None:
    def fail() -> int:
        raise StorageFailed("the disk is gone")

    monkeypatch.setattr(collection.catalogue, "latest_sequence", fail)
    with pytest.raises(StorageFailed, match="gone"):
        collection.map()


def test_nothing_and_texts_alone_make_an_empty_map(collection: Collection) -> None:
    assert collection.map().ids.tolist() == []
    collection.add_items([text_item("a")])
    shown = collection.map()
    assert (shown.ids.tolist(), shown.words) == ([], ())
    assert collection.is_current(shown)


def test_old_points_stay_until_the_collection_doubles(
    collection: Collection, layouts: list[int]
) -> None:
    collection.add_items(pictures(0, 20))
    before = collection.map()
    collection.add_items([*pictures(20, 39), text_item("a")])
    grown = collection.map()
    assert layouts == [20]
    assert places_of(before).items() <= places_of(grown).items()
    assert grown.ids.tolist() == list(range(1, 40))
    assert grown.layout == before.layout
    assert grown.version != before.version
    collection.remove_items([3])
    shrunk = places_of(collection.map())
    assert shrunk == {own: at for own, at in places_of(grown).items() if own != 3}
    collection.add_items(pictures(39, 41))
    assert collection.map().layout != before.layout
    assert layouts == [20, 40]
    collection.remove_items(list(range(12, 43)))
    assert collection.map().ids.tolist() == [1, 2, *range(4, 12)]
    assert layouts == [20, 40, 10]


def test_the_map_of_a_state_is_the_same_however_it_came_about(url: str, tmp_path: Path) -> None:
    shown = []
    for at in range(2):
        collection = Collection.open(f"{url}-{at}", SPACE)
        for first in range(0, 30, 30 if at else 6):
            collection.add_items(pictures(first, first + (30 if at else 6)))
        shown.append(collection.map())
        collection.close()
    assert shown[0].version == shown[1].version


def test_words_lie_where_their_pictures_are(collection: Collection) -> None:
    words = [f"p{n}" for n in range(6)]
    collection.add_words([*words, "apart"], text_vectors(*words, "apart"), "built-in")
    collection.add_items([picture_item(word) for word in words])
    shown = collection.map()
    assert {word.word for word in shown.words} == set(words)
    assert [word.fit for word in shown.words] == pytest.approx([1] * 6, abs=1e-4)
    places = places_of(shown)
    for word in shown.words:
        item = 1 + words.index(word.word)
        assert np.abs(np.subtract(places[item], (word.x, word.y))).max() < 0.002 * 65535


@pytest.mark.parametrize("tags", [(), ("TAG",)])
def test_tags_are_shown_and_the_best_word_of_each_picture(
    collection: Collection, tags: tuple[str, ...]
) -> None:
    axes = np.eye(8, dtype=np.float32)
    best, second = axes[0] + 0.9 * axes[1], axes[1] + 2 * axes[2]
    vectors = [vector / np.linalg.norm(vector) for vector in (second, best)]
    collection.add_words(["tag", "best"], np.stack(vectors), "built-in")
    collection.add_items(
        [NewItem(content_hash=f"{at}" * 64, picture_vector=axes[at], tags=tags) for at in range(2)]
    )
    shown = collection.map()
    assert [word.word for word in shown.words] == ["best", *(["tag"] if tags else [])]
    assert [word.fit for word in shown.words] == sorted((w.fit for w in shown.words), reverse=True)


def test_of_words_in_one_place_the_best_is_shown(collection: Collection) -> None:
    vectors = lifelike(1, 2, 8)
    alike = (vectors[0] + 0.1 * vectors[1]) / np.linalg.norm(vectors[0] + 0.1 * vectors[1])
    collection.add_words(["worse", "best"], np.stack([alike, vectors[0]]), "user")
    item = NewItem(content_hash="0" * 64, picture_vector=vectors[0], tags=("worse",))
    collection.add_items([item])
    assert [word.word for word in collection.map().words] == ["best"]


def test_new_words_come_onto_the_map(collection: Collection) -> None:
    collection.add_items(pictures(0, 5))
    assert collection.map().words == ()
    collection.add_words(["p3"], text_vectors("p3"), "user")
    assert [word.word for word in collection.map().words] == ["p3"]
    collection.update_item(1, ItemChange(captions=("x",), caption_vectors=text_vectors("x")))
    assert collection.is_current(collection.map())


def test_who_comes_while_it_is_made_gets_the_same_map(
    collection: Collection, layouts: list[int]
) -> None:
    collection.add_items(pictures(0, 30))
    found: list[CollectionMap] = []
    askers = [threading.Thread(target=lambda: found.append(collection.map())) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len({id(own) for own in found}) == 1
    assert layouts == [30]


def test_a_server_says_that_it_is_pending_and_shows_the_old_one_meanwhile(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE_S", 0.05)
    go_on = threading.Event()
    lay_out = making.lay_out

    def slow(vectors: Vectors) -> object:
        go_on.wait(60)
        return lay_out(vectors)

    monkeypatch.setattr(making, "lay_out", slow)
    collection.add_items(pictures(0, 8))
    with collection.serving():
        with pytest.raises(MapPending, match="ask again"):
            collection.map()
        with pytest.raises(MapPending):
            collection.map()
        go_on.set()
        first = awaited(collection)
        assert len(first.ids) == 8
        go_on.clear()
        collection.add_items(pictures(8, 16))
        assert collection.map() is first
        assert not collection.is_current(first)
        go_on.set()
        assert len(awaited(collection).ids) == 16


def awaited(collection: Collection) -> CollectionMap:
    for _ in range(200):
        time.sleep(0.05)
        try:
            shown = collection.map()
        except MapPending:
            continue
        if collection.is_current(shown):
            return shown
    raise AssertionError("the map was not made")


def test_closing_gives_up_what_is_being_made(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = Collection.open(url, SPACE)
    collection.add_items(pictures(0, 8))
    monkeypatch.setattr(keeping, "PATIENCE_S", 0.05)
    monkeypatch.setattr(keeping, "CLOSING_S", 0.05)
    go_on = threading.Event()
    monkeypatch.setattr(making, "lay_out", lambda vectors: go_on.wait(60) and vectors[:, :2])
    with collection.serving(), pytest.raises(MapPending):
        collection.map()
    work = collection._keeper._work
    assert work is not None
    collection.close()
    go_on.set()
    assert isinstance(work.made.exception(timeout=60), MapPending)

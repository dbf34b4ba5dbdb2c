from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from index.catalogue import (
    Catalogue,
    Described,
    FileMark,
    ItemChange,
    MetadataValue,
    NewItem,
    parse_filter,
)
from index.exceptions import BadItem, UnknownItem
from tests.index.builders import picture_item, text_item, text_vector, text_vectors


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (NewItem(), "a picture or a caption"),
        (picture_item("a", tags=(" ",)), "a tag is empty"),
        (picture_item("a", captions=("",)), "a caption is empty"),
        (picture_item("a", captions=("\ud800",)), "not valid Unicode"),
        (replace(picture_item("a"), path="caf\udce9.jpg"), "not valid Unicode"),
        (picture_item("a", metadata={"": 1}), "a metadata field is empty"),
        (picture_item("a", metadata={"x": float("nan")}), "not finite"),
        (picture_item("a", metadata={"x": 2**53 + 1}), "write it as a text"),
        (picture_item("a", metadata={"x": [1]}), "other things than texts"),  # type: ignore[list-item]
        (picture_item("a", metadata={"x": {}}), "needs a text, a number"),  # type: ignore[dict-item]
    ],
)
def test_an_item_that_cannot_be_kept_keeps_its_whole_batch_out(
    catalogue: Catalogue, item: NewItem, problem: str
) -> None:
    with pytest.raises(BadItem, match=problem):
        catalogue.add_items([picture_item("good"), item])
    assert catalogue.count() == 0


@pytest.mark.parametrize(
    "item",
    [
        replace(picture_item("a"), picture_vector=None, captions=("c",)),
        replace(picture_item("a"), content_hash=None),
        replace(picture_item("a"), picture_vector=np.full(8, np.nan, np.float32)),
        replace(picture_item("a"), picture_vector=np.ones(8, np.float32)),
        replace(picture_item("a"), picture_vector=np.array([1, 0], np.float32)),
        replace(text_item("a", "b"), caption_vectors=text_vectors("a")),
        replace(text_item("a"), caption_vectors=None),
    ],
)
def test_vectors_that_do_not_fit_are_refused(catalogue: Catalogue, item: NewItem) -> None:
    with pytest.raises(ValueError, match="vector"):
        catalogue.add_items([item])
    assert catalogue.count() == 0
    assert catalogue.latest_sequence() == 0


def test_what_has_no_picture_is_known_by_what_it_says(catalogue: Catalogue) -> None:
    def year(own: Described) -> MetadataValue:
        return own.metadata.get("year")

    def text(caption: str, made: int, **others: MetadataValue) -> NewItem:
        said = {"year": made, **others}
        return replace(text_item(caption), metadata=said, known_by=year)

    pictured = picture_item("p", captions=("one",), metadata={"year": 1})
    plain = replace(text_item("one"), metadata={"year": 1})
    catalogue.add_items([pictured])
    first = catalogue.add_items([text("one", 1), text("one", 2), text("One", 1, more=5), plain])
    assert [(own.item_id, own.known) for own in first] == [
        (2, False),
        (3, False),
        (2, True),
        (4, False),
    ]
    again = [text("ONE", 1), text("one", 3), text("two", 1), plain, pictured]
    assert catalogue.known_items(again) == {0: 2, 4: 1}
    added = catalogue.add_items(again)
    assert [(own.item_id, own.known) for own in added] == [
        (2, True),
        (5, False),
        (6, False),
        (7, False),
        (1, True),
    ]
    catalogue.remove_items([2, 4])
    assert catalogue.known_items([text("one", 1), text("\ud800", 1)]) == {0: 7}


@pytest.mark.parametrize("item_id", [0, -1, 7, 2**70])
def test_an_unknown_item_is_said_so(catalogue: Catalogue, item_id: int) -> None:
    [added] = catalogue.add_items([picture_item("a")])
    with pytest.raises(UnknownItem, match=f"#{item_id}"):
        catalogue.item(item_id)
    with pytest.raises(UnknownItem):
        catalogue.vector(item_id)
    with pytest.raises(UnknownItem):
        catalogue.update_item(item_id, ItemChange(tags=("x",)))
    with pytest.raises(UnknownItem):
        catalogue.remove_items([added.item_id, item_id])
    assert catalogue.items([added.item_id, item_id]).keys() == {added.item_id}


def test_an_item_comes_back_as_it_was_given(catalogue: Catalogue) -> None:
    metadata: dict[str, MetadataValue] = {
        "b": "Ω",
        "a": 2020,
        "f": 0.1,
        "yes": True,
        "none": None,
        "list": ["x", "y"],
    }
    new = picture_item("a", ("A dog", "a cat"), ("Zebra", "ant", "ZEBRA"), metadata)
    [added] = catalogue.add_items([new])
    item = catalogue.item(added.item_id)
    assert (item.captions, item.tags) == (("A dog", "a cat"), ("Zebra", "ant"))
    assert item.metadata == metadata
    assert list(item.metadata) == list(metadata)
    assert (item.content_hash, item.path) == (new.content_hash, "/pictures/a.jpg")
    assert (item.media_type, item.width, item.height, item.byte_size) == (
        "image/jpeg", 640, 480, 1234,
    )  # fmt: skip
    assert datetime.now(UTC) - item.added_at < timedelta(minutes=1)
    np.testing.assert_array_equal(catalogue.vector(item.id), new.picture_vector)


def test_the_vector_of_a_text_item_is_the_mean_of_its_captions(catalogue: Catalogue) -> None:
    [added] = catalogue.add_items([text_item("a", "b")])
    mean = text_vector("a") + text_vector("b")
    np.testing.assert_allclose(
        catalogue.vector(added.item_id), mean / np.linalg.norm(mean), atol=1e-6
    )


def test_a_known_picture_is_not_added_again(catalogue: Catalogue) -> None:
    [first] = catalogue.add_items([picture_item("a", tags=("x",))])
    batch = [picture_item("b"), picture_item("a", tags=("y",)), picture_item("b"), text_item("t"),
             text_item("t")]  # fmt: skip
    added = catalogue.add_items(batch)
    assert [entry.known for entry in added] == [False, True, True, False, False]
    assert added[1].item_id == first.item_id
    assert added[2].item_id == added[0].item_id
    assert catalogue.count() == 4
    assert catalogue.item(first.item_id).tags == ("x",)


def test_many_hashes_are_looked_up_at_once(catalogue: Catalogue) -> None:
    new = [picture_item(f"{at}") for at in range(1200)]
    added = catalogue.add_items(new)
    hashes = [item.content_hash or "" for item in new]
    assert catalogue.known_hashes([*hashes, "0" * 64]) == dict(
        zip(hashes, (entry.item_id for entry in added), strict=True)
    )
    items = catalogue.items(entry.item_id for entry in added)
    assert [items[entry.item_id].path for entry in added] == [item.path for item in new]


def test_a_change_replaces_only_what_it_names(catalogue: Catalogue) -> None:
    [added] = catalogue.add_items([picture_item("a", ("old",), ("x",), {"year": 1999})])
    catalogue.update_item(
        added.item_id, ItemChange(captions=("new", "newer"), caption_vectors=text_vectors("n", "m"))
    )
    catalogue.update_item(added.item_id, ItemChange(metadata={"year": 2000}))
    item = catalogue.item(added.item_id)
    assert (item.captions, item.tags, item.metadata) == (("new", "newer"), ("x",), {"year": 2000})
    assert catalogue.matching_items(parse_filter({"field": "year", "eq": 1999})).tolist() == []
    catalogue.update_item(added.item_id, ItemChange(captions=(), tags=()))
    item = catalogue.item(added.item_id)
    assert (item.captions, item.tags) == ((), ())


def test_a_text_item_keeps_a_caption(catalogue: Catalogue) -> None:
    [added] = catalogue.add_items([text_item("a")])
    with pytest.raises(BadItem, match="needs a caption"):
        catalogue.update_item(added.item_id, ItemChange(captions=()))
    assert catalogue.item(added.item_id).captions == ("a",)


def test_a_removed_item_leaves_nothing_and_its_number_stays_free(catalogue: Catalogue) -> None:
    added = catalogue.add_items([picture_item("a", ("c",), ("t",), {"f": 1}), picture_item("b")])
    [removed] = catalogue.remove_items([added[1].item_id])
    assert (removed.item_id, removed.path) == (added[1].item_id, "/pictures/b.jpg")
    catalogue.remove_items([added[0].item_id, added[0].item_id])
    assert (catalogue.count(), catalogue.fields(), catalogue.tag_counts()) == (0, set(), [])
    [again] = catalogue.add_items([picture_item("b")])
    assert not again.known
    assert again.item_id > added[1].item_id


def test_items_are_listed_page_by_page(catalogue: Catalogue) -> None:
    new = [picture_item(f"{at}", tags=("even",) if at % 2 == 0 else ()) for at in range(10)]
    ids = [entry.item_id for entry in catalogue.add_items(new)]
    even = parse_filter({"tag": "EVEN"})
    assert [item.id for item in catalogue.list_items(limit=4)] == ids[:4]
    assert [item.id for item in catalogue.list_items(ids[3], 100)] == ids[4:]
    assert [item.id for item in catalogue.list_items(ids[2], 3, even)] == ids[4:9:2]


def test_tags_are_counted_over_all_spellings(catalogue: Catalogue) -> None:
    catalogue.add_items([picture_item("a", tags=("Dog", "ant")), picture_item("b", tags=("dog",))])
    assert [(count.tag, count.items) for count in catalogue.tag_counts()] == [
        ("Dog", 2),
        ("ant", 1),
    ]
    assert [count.tag for count in catalogue.tag_counts(limit=1)] == ["Dog"]


def test_a_file_is_remembered_until_it_changes(catalogue: Catalogue) -> None:
    catalogue.remember_files([FileMark("/a.jpg", 10, 2**60, "old"), FileMark("\udce9", 1, 1, "x")])
    catalogue.remember_files([FileMark("/a.jpg", 10, 2**60 + 1, "new")])
    assert catalogue.remembered_hash("/a.jpg", 10, 2**60 + 1) == "new"
    assert catalogue.remembered_hash("/a.jpg", 10, 2**60) is None
    assert catalogue.remembered_hash("/a.jpg", 11, 2**60 + 1) is None
    assert catalogue.remembered_hash("\udce9", 1, 1) is None

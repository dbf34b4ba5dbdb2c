from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from index.catalogue import Catalogue, NewItem
from index.exceptions import BadItem
from tests.index.builders import picture_item, text_item, text_vector, text_vectors


def test_a_merge_that_cannot_be_kept_changes_nothing(catalogue: Catalogue) -> None:
    with pytest.raises(BadItem, match="caption is empty"):
        catalogue.merge_items([text_item("good"), text_item(" ")])
    with pytest.raises(ValueError, match="vector"):
        catalogue.merge_items([replace(text_item("a"), caption_vectors=None)])
    assert catalogue.count() == 0


def test_pictures_are_known_by_their_hash_and_texts_by_what_they_say(catalogue: Catalogue) -> None:
    items = [picture_item("a", ("x",)), text_item("x"), text_item("x", "y"), text_item("x")]
    first = catalogue.merge_items(items)
    assert [(own.item_id, own.known) for own in first] == [
        (1, False),
        (2, False),
        (3, False),
        (2, True),
    ]
    again = catalogue.merge_items([*reversed(items), text_item("z")])
    assert [(own.item_id, own.known) for own in again] == [
        (2, True),
        (3, True),
        (2, True),
        (1, True),
        (4, False),
    ]
    assert catalogue.count() == 4


@pytest.mark.parametrize(
    "other",
    [
        text_item("X"),
        replace(text_item("x"), tags=("t",)),
        replace(text_item("x"), metadata={"a": True}),
        replace(text_item("x"), metadata={"a": 1.0}),
    ],
)
def test_texts_that_differ_in_anything_are_two(catalogue: Catalogue, other: NewItem) -> None:
    catalogue.merge_items([text_item("x"), replace(text_item("x"), metadata={"a": 1})])
    assert not catalogue.merge_items([other])[0].known
    assert catalogue.merge_items([other])[0].known


def test_spellings_of_one_tag_are_kept_once_and_known_again(catalogue: Catalogue) -> None:
    item = replace(text_item("x"), tags=("Dog", "dog", "cat"))
    assert [own.known for own in catalogue.merge_items([item])] == [False]
    assert [own.known for own in catalogue.merge_items([item])] == [True]


def test_items_are_handed_out_with_their_vectors_page_by_page(catalogue: Catalogue) -> None:
    when = datetime(2021, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
    catalogue.add_items([replace(picture_item("a", ("p", "q")), added_at=when), text_item("r")])
    [pictured] = catalogue.stored_items(0, 1)
    [textual] = catalogue.stored_items(1, 9)
    assert catalogue.stored_items(2, 9) == []
    assert pictured.item == catalogue.item(1)
    assert pictured.item.added_at == when
    assert pictured.picture_vector is not None
    np.testing.assert_array_equal(pictured.picture_vector, text_vector("a"))
    np.testing.assert_array_equal(pictured.caption_vectors, text_vectors("p", "q"))
    assert textual.picture_vector is None
    np.testing.assert_array_equal(textual.caption_vectors, text_vectors("r"))


def test_words_of_a_source_are_handed_out_page_by_page(catalogue: Catalogue) -> None:
    catalogue.add_words(["a", "b"], text_vectors("a", "b"), "corpus")
    catalogue.add_words(["c"], text_vectors("c"), "built-in")
    catalogue.add_words(["d"], text_vectors("d"), "corpus")
    words, vectors = catalogue.stored_words(1, 9, "corpus")
    assert [(word.text, word.source) for word in words] == [("b", "corpus"), ("d", "corpus")]
    np.testing.assert_array_equal(vectors, text_vectors("b", "d"))
    assert catalogue.stored_words(1, 1, "corpus")[0] == words[:1]
    assert catalogue.stored_words(0, 9, "user")[0] == []

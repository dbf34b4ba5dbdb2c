from __future__ import annotations

import numpy as np

from index.catalogue import Catalogue, ItemChange
from index.catalogue.changes import BATCH
from tests.index.builders import picture_item, text_item, text_vector, text_vectors


def test_nothing_changed_yields_nothing(catalogue: Catalogue) -> None:
    assert list(catalogue.changes_since(0)) == []
    catalogue.add_items([picture_item("a", tags=("t",), metadata={"f": 1})])
    latest = catalogue.latest_sequence()
    [item] = catalogue.list_items()
    catalogue.update_item(item.id, ItemChange(tags=(), metadata={}))
    assert catalogue.latest_sequence() == latest  # no vector changed
    assert list(catalogue.changes_since(latest)) == []


def test_changes_hold_what_came_and_what_went(catalogue: Catalogue) -> None:
    added = catalogue.add_items([picture_item("a", ("one",)), picture_item("b"), text_item("two")])
    images, texts = catalogue.changes_since(0)
    assert (images.modality, images.ids.tolist()) == (
        "images",
        [added[0].item_id, added[1].item_id],
    )
    np.testing.assert_array_equal(images.vectors, text_vectors("a", "b"))
    np.testing.assert_array_equal(texts.vectors, text_vectors("one", "two"))
    assert images.sequence == texts.sequence == catalogue.latest_sequence()
    catalogue.remove_items([added[0].item_id])
    images_later, texts_later = catalogue.changes_since(images.sequence)
    assert images_later.removed.tolist() == [added[0].item_id]
    assert texts_later.removed.tolist() == [texts.ids[0]]
    assert images_later.ids.tolist() == []


def test_new_captions_take_the_place_of_the_old(catalogue: Catalogue) -> None:
    [added] = catalogue.add_items([picture_item("a", ("old",))])
    before = catalogue.latest_sequence()
    change = ItemChange(captions=("new",), caption_vectors=text_vectors("new"))
    catalogue.update_item(added.item_id, change)
    [texts] = catalogue.changes_since(before)
    assert len(texts.removed) == 1
    np.testing.assert_array_equal(texts.vectors, [text_vector("new")])
    assert texts.removed[0] not in texts.ids


def test_many_changes_come_in_batches_of_one_state(catalogue: Catalogue) -> None:
    words = [f"word {at}" for at in range(BATCH + 10)]
    vectors = np.tile(text_vector("w"), (len(words), 1))
    catalogue.add_words(words, vectors, "built-in")
    batches = catalogue.changes_since(0)
    first = next(batches)
    catalogue.add_words(["later"], text_vectors("later"), "user")  # while the reader reads
    rest = list(batches)
    assert [len(batch.ids) for batch in (first, *rest)] == [BATCH, 10]
    assert [batch.sequence for batch in (first, *rest)] == [BATCH, BATCH + 10]
    assert first.sequence < catalogue.latest_sequence()

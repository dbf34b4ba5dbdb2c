from __future__ import annotations

import numpy as np
import pytest

from index.catalogue import Catalogue, ItemChange, WordSource
from index.exceptions import BadItem, UnknownWord
from tests.index.builders import picture_item, text_vector, text_vectors


def add(catalogue: Catalogue, source: WordSource, *words: str) -> int:
    return catalogue.add_words(words, text_vectors(*words), source)


def spellings(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(word.text, word.source) for word in catalogue.words()]


def test_bad_words_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(BadItem, match="a word is empty"):
        add(catalogue, "user", "dog", " ")
    with pytest.raises(ValueError, match="2 words need as many vectors, not 1"):
        catalogue.add_words(["dog", "cat"], text_vectors("dog"), "user")
    assert spellings(catalogue) == []


@pytest.mark.parametrize("word", ["cat", "dog"])
def test_only_a_users_word_is_removed(catalogue: Catalogue, word: str) -> None:
    add(catalogue, "built-in", "dog")
    with pytest.raises(UnknownWord, match=word):
        catalogue.remove_word(word)
    assert spellings(catalogue) == [("dog", "built-in")]


def test_a_word_is_there_once_however_it_is_spelled(catalogue: Catalogue) -> None:
    assert add(catalogue, "built-in", "Dog", "DOG", "cat") == 2
    assert add(catalogue, "corpus", "dog", "ant") == 1
    assert spellings(catalogue) == [("Dog", "built-in"), ("cat", "built-in"), ("ant", "corpus")]
    assert catalogue.missing_words(["dOG", "Emu", "emu", "cat"]) == ["Emu"]
    word = catalogue.find_word(" doG ")
    assert word is not None
    assert word.text == "Dog"
    assert catalogue.find_word("emu") is None


def test_a_user_takes_a_word_over_and_gives_it_back(catalogue: Catalogue) -> None:
    add(catalogue, "corpus", "dog", "cat")
    catalogue.add_items([picture_item("a", tags=("dog",))])
    assert add(catalogue, "user", "DOG", "cat", "emu") == 1
    assert {word.source for word in catalogue.words()} == {"user"}
    for word in ("dog", "cat", "emu"):
        catalogue.remove_word(word)
    assert spellings(catalogue) == [("dog", "corpus")]  # an item is still tagged with it


def test_corpus_words_go_with_the_last_item_that_has_them(catalogue: Catalogue) -> None:
    add(catalogue, "corpus", "dog", "cat")
    add(catalogue, "built-in", "emu")
    add(catalogue, "user", "ant")
    tags = ("dog", "cat", "emu", "ant")
    added = catalogue.add_items([picture_item("a", tags=tags), picture_item("b", tags=tags)])
    catalogue.remove_items([added[0].item_id])
    assert len(spellings(catalogue)) == 4
    catalogue.update_item(added[1].item_id, ItemChange(tags=("cat",)))
    assert [text for text, _ in spellings(catalogue)] == ["cat", "emu", "ant"]
    catalogue.remove_items([added[1].item_id])
    assert [text for text, _ in spellings(catalogue)] == ["emu", "ant"]


def test_tags_without_words_are_named(catalogue: Catalogue) -> None:
    add(catalogue, "corpus", "dog")
    catalogue.add_items([picture_item("a", tags=("Dog", "Emu")), picture_item("b", tags=("Emu",))])
    assert catalogue.tags_without_words() == ["Emu"]


def test_words_are_listed_page_by_page_and_with_vectors(catalogue: Catalogue) -> None:
    add(catalogue, "built-in", "a", "b", "c")
    add(catalogue, "user", "d")
    first = catalogue.words(limit=2)
    assert [word.text for word in first] == ["a", "b"]
    assert [word.text for word in catalogue.words(first[-1].id)] == ["c", "d"]
    assert [word.text for word in catalogue.words(source="user")] == ["d"]
    words, vectors = catalogue.word_vectors()
    assert [word.text for word in words] == ["a", "b", "c", "d"]
    np.testing.assert_array_equal(vectors[2], text_vector("c"))

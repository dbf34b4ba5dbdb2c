"""What a caption mentions."""

import pytest

from models.evaluation.arithmetic.kinds import built_in_kinds
from models.evaluation.arithmetic.mentions import Reader


def terms_of(caption, *others):
    return Reader(built_in_kinds(), [caption, *others]).terms_in(caption)


def test_words_are_whole_and_function_words_are_none():
    assert terms_of("The catalogue of a dogma, 2 x scattered") == {
        "catalogue",
        "dogma",
        "scattered",
    }


def test_case_plural_and_possessive_do_not_matter():
    assert terms_of("Two DOGS") == terms_of("a dog") == terms_of("the dog's") == {"dog"}
    assert terms_of("women") == {"woman"}
    assert terms_of("a sofa") == {"couch"}


def test_unlisted_words_are_folded_only_into_words_that_captions_use():
    assert terms_of("rocks", "a rock") == {"rock"}
    assert terms_of("playing", "they play") == {"play"}
    assert terms_of("rocks") == {"rocks"}
    assert terms_of("class") == {"class"}


def test_listed_words_are_never_bases_of_others():
    """A car that is parking is in no park."""
    assert terms_of("parking", "a park") == {"parking"}


def test_properties_come_with_their_thing():
    assert terms_of("a black and white dog") == {
        *("black", "white", "dog", "black dog", "white dog"),
    }
    assert terms_of("a red leather jacket") == {
        *("red", "leather", "jacket", "red jacket", "leather jacket"),
    }
    assert terms_of("a wall of red") == {"wall", "red"}


@pytest.mark.parametrize(
    ("caption", "old", "new", "swapped"),
    [
        ("A dog sees two Dogs.", "dog", "cat", "A cat sees two cats."),
        ("a doggy bag", "dog", "cat", "a doggy bag"),
        ("Two men run, a guy walks", "man", "woman", "Two women run, a woman walks"),
        ("he runs and jumps", "running", "sitting", "he sits and jumps"),
        ("a black dog by a black car", "black dog", "red dog", "a red dog by a black car"),
        ("İ a dog", "dog", "cat", "İ a cat"),
    ],
)
def test_a_term_is_swapped_in_its_form_and_nothing_else(caption, old, new, swapped):
    assert Reader(built_in_kinds(), [caption]).swapped(caption, old, new) == swapped

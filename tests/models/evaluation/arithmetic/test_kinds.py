"""Words of one kind: what a list may hold, and the form that stands for a form."""

import re

import pytest

from models.evaluation.arithmetic.kinds import Form, built_in_kinds, parse_kinds
from models.evaluation.arithmetic.spelling import function_words, plural_of

LINES = """
# people
man/men, guy
woman/women
~ person/people

# movements
running/runs/run
sitting/sits/sit/sat

# colours of
red
""".splitlines()


def test_a_spelling_of_two_words_is_refused():
    with pytest.raises(ValueError, match="'dogs' stands for both 'dog' and 'hound'"):
        parse_kinds(["# animals", "dog", "hound, dogs"])


def test_a_word_of_no_kind_is_refused():
    with pytest.raises(ValueError, match="'dog' stands before the first heading"):
        parse_kinds(["", "dog", "# animals"])


def test_forms_synonyms_and_plurals_are_one_word():
    kinds = parse_kinds(LINES)
    assert kinds.forms["men"] == Form("man", 1)
    assert kinds.forms["guys"] == Form("man", 1)
    assert kinds.forms["run"] == Form("running", 2)
    assert kinds.kind_of["person"] == kinds.kind_of["man"] == "people"


def test_broad_words_are_of_the_kind_but_never_swapped():
    kinds = parse_kinds(LINES)
    assert kinds.forms["people"] == Form("person", 1)
    assert "person" not in kinds.inflections
    assert set(kinds.inflections) == {"man", "woman", "running", "sitting", "red"}


def test_only_headings_that_end_in_of_have_properties():
    kinds = parse_kinds(LINES)
    assert kinds.is_property("red")
    assert not kinds.is_property("man")
    assert not kinds.is_property("nobody lists this")


@pytest.mark.parametrize(
    ("spelling", "word", "form"),
    [
        ("guys", "woman", "women"),
        ("man", "woman", "woman"),
        ("runs", "sitting", "sits"),
        ("sat", "running", "running"),  # there is no such form: the word itself
    ],
)
def test_the_same_form_of_another_word(spelling, word, form):
    assert parse_kinds(LINES).form_of(spelling, word) == form


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        *[("dog", "dogs"), ("bench", "benches"), ("box", "boxes"), ("bus", "buses")],
        *[("puppy", "puppies"), ("boy", "boys"), ("brush", "brushes")],
    ],
)
def test_regular_plurals(noun, plural):
    assert plural_of(noun) == plural


def test_the_words_that_come_with_the_project_are_sound():
    kinds = built_in_kinds()
    members = {}
    for word in kinds.inflections:
        members.setdefault(kinds.kind_of[word], set()).add(word)
    assert {"dog", "cat", "horse"} <= members["animals"]
    assert {"red", "blue"} <= members["colours of"]
    assert all(len(words) > 1 for words in members.values())
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", form) for form in kinds.forms)
    assert not function_words() & kinds.forms.keys()
    assert kinds.properties == {"colours of", "materials of", "flavours of"}

"""Which queries captions allow, and what answers them: one small set for each definition."""

import pytest

from models.evaluation.arithmetic import ArithmeticSettings
from models.evaluation.arithmetic.kinds import built_in_kinds
from models.evaluation.arithmetic.mentions import Reader
from models.evaluation.arithmetic.swaps import find_swaps
from models.exceptions import NothingToLearn

SCENE = "on a sunny hammock"


def swaps_of(captions, **strictness):
    kinds = built_in_kinds()
    reader = Reader(kinds, [caption for own in captions for caption in own])
    found = find_swaps(captions, reader, kinds, ArithmeticSettings(**strictness))
    return {
        (s.old, s.new): {
            source: relevant.tolist()
            for source, relevant in zip(s.sources.tolist(), s.relevant, strict=True)
        }
        for s in found
    }


@pytest.mark.parametrize("captions", [[], [["a dog"]], [["a dog"], ["a red car"]], [[], []]])
def test_captions_without_two_words_of_one_kind_are_refused(captions):
    with pytest.raises(NothingToLearn, match="no two can be swapped"):
        swaps_of(captions)


def test_captions_of_different_scenes_are_refused():
    with pytest.raises(NothingToLearn, match="one scene with another thing"):
        swaps_of([["a dog on a hammock"], ["a cat in a cave"]])


def test_one_caption_each():
    captions = [[f"a dog {SCENE}"], [f"two cats {SCENE}"], ["a cat in a cave"]]
    assert swaps_of(captions) == {("dog", "cat"): {0: [1]}, ("cat", "dog"): {1: [0]}}


def test_two_captions_must_have_a_word():
    says = [f"a dog {SCENE}", f"the dogs {SCENE}", "nothing"]
    once = [f"a cat {SCENE}", f"an animal {SCENE}", f"an animal {SCENE}"]
    twice = [f"a cat {SCENE}", f"a kitten {SCENE}", "nothing"]
    assert swaps_of([says, once, twice])["dog", "cat"] == {0: [2]}
    assert swaps_of([says, once, twice], captions_a_word=1)["dog", "cat"] == {0: [1, 2]}


def test_a_source_that_mentions_the_new_word_is_not_asked():
    both = [f"a dog {SCENE}", f"a dog {SCENE}", "a cat"]
    plain = [f"a dog {SCENE}", f"a dog {SCENE}", "an animal"]
    cat = [f"a cat {SCENE}", f"a cat {SCENE}"]
    assert set(swaps_of([both, plain, cat])["dog", "cat"]) == {1}


def test_a_picture_that_mentions_the_old_word_answers_nothing():
    dog = [f"a dog {SCENE}", f"a dog {SCENE}"]
    both = [f"a cat {SCENE}", f"a cat {SCENE}", "a puppy"]
    cat = [f"a cat {SCENE}", f"a cat {SCENE}"]
    assert swaps_of([dog, both, cat])["dog", "cat"] == {0: [2]}


def test_a_picture_of_two_words_of_the_kind_shows_neither():
    captions = [[f"a dog {SCENE}"], [f"a cat and a horse {SCENE}"], [f"a cat {SCENE}"]]
    assert swaps_of(captions)["dog", "cat"] == {0: [2]}


def test_broad_words_hide_nothing_and_are_no_scene():
    captions = [[f"a dog, an animal, {SCENE}"], [f"a cat {SCENE}"], ["a cat, an animal"]]
    assert swaps_of(captions, shared_share=0)["dog", "cat"] == {0: [1]}


def test_words_that_too_few_pictures_show_are_not_swapped():
    dogs = [[f"a dog {SCENE}"]] * 4
    captions = [*dogs, [f"a cat {SCENE}"]]
    assert set(swaps_of(captions, pictures_a_word=0.2)) == {("dog", "cat"), ("cat", "dog")}
    with pytest.raises(NothingToLearn):
        swaps_of(captions, pictures_a_word=0.21)


def test_scenes_are_shared_by_words_and_by_share():
    source = ["a dog, a hammock, a lantern, a candle, a mirror"] * 3
    two = ["a cat, a hammock, a lantern"] * 3
    one = ["a cat, a hammock"] * 3
    three = ["a cat, a hammock, a lantern, a candle"] * 3
    captions = [source, two, one, three]
    assert swaps_of(captions)["dog", "cat"] == {0: [1, 3]}
    assert swaps_of(captions, shared_share=0.75)["dog", "cat"] == {0: [3]}
    assert swaps_of(captions, shared_words=3)["dog", "cat"] == {0: [3]}
    assert swaps_of(captions, shared_words=1, shared_share=0)["dog", "cat"] == {0: [1, 2, 3]}


def test_one_shared_word_is_enough_where_there_is_one_caption():
    """The other half of `beef soup` is soup."""
    captions = [["beef soup"], ["chicken soup"], ["chicken pie"]]
    assert swaps_of(captions)["beef", "chicken"] == {0: [1]}


def test_a_property_is_swapped_with_its_thing_and_no_other_thing():
    captions = [
        ["a black dog runs by a mirror"],
        ["a white dog runs by a mirror"],
        ["a dog runs by a white mirror"],
    ]
    assert swaps_of(captions)["black dog", "white dog"] == {0: [1]}
    assert ("black", "white") not in swaps_of(captions)


def test_bare_properties_are_no_scene():
    captions = [["a dog, a red ball"], ["a cat, a red hammock"]]
    with pytest.raises(NothingToLearn, match="one scene"):
        swaps_of(captions, shared_share=0)
    alike = [["a dog, a red hammock"], ["a cat, a red hammock"]]
    assert swaps_of(alike)["dog", "cat"] == {0: [1]}


def test_queries_without_an_answer_and_rare_swaps_are_left_out():
    dogs = [[f"a dog {SCENE}"], [f"a dog {SCENE}"], ["a dog, a lantern"]]
    captions = [*dogs, [f"a cat {SCENE}"]]
    assert swaps_of(captions)["dog", "cat"] == {0: [3], 1: [3]}
    assert set(swaps_of(captions, queries_a_swap=2)) == {("dog", "cat")}

"""Steps are read whole where they can be, and in whole sentences where they cannot."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipes.steps import LONGEST_PIECE, MOST_PIECES, split_steps

WORD = st.text("abcé米", min_size=1, max_size=3)
SENTENCE = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(WORD, min_size=1, max_size=30),
    st.sampled_from([".", "!", "?", "。", "\uff01", "\uff1f", ""]),
)


def sentence(words, name="w", end="."):
    return " ".join(f"{name}{number}" for number in range(words)) + end


def counts(pieces):
    return [len(piece.split()) for piece in pieces]


@pytest.mark.parametrize("step", ["", "   ", "1.", "2)", "...", "350°", "½ - ¾", "٣", "①"])
def test_a_step_without_letters_is_passed_over(step):
    assert split_steps([step, "Stir.", step]) == ["Stir."]


@pytest.mark.parametrize(
    "step",
    [
        "Stir.",
        "Preheat the oven. Grease a pan! Why not?",
        "Mix well without an end",
        sentence(LONGEST_PIECE),
        sentence(LONGEST_PIECE // 2) + " " + sentence(LONGEST_PIECE - LONGEST_PIECE // 2, "x"),
        "把水烧开",
    ],
)
def test_a_step_that_is_read_whole_stays_as_it_is(step):
    assert split_steps([step]) == [step]
    assert split_steps([step, "Serve."]) == [step, "Serve."]


@pytest.mark.parametrize("step", ["Add 1.5 cups.", "切菜。煮汤。", "Bake (at 175 degrees C.) now."])
def test_a_short_step_with_full_stops_inside_stays_as_it_is(step):
    assert split_steps([step]) == [step]


def test_each_character_of_a_script_without_spaces_counts():
    first, second = "水" * (LONGEST_PIECE - 1) + "。", "火" * (LONGEST_PIECE // 2) + "。"
    assert split_steps([first + second]) == [first, second]
    assert split_steps(["水" * (LONGEST_PIECE + 1)]) == ["水" * LONGEST_PIECE, "水"]


def test_a_long_step_falls_into_whole_sentences():
    sentences = [sentence(40, name) for name in "abcde"]
    assert split_steps([" ".join(sentences)]) == [
        " ".join(sentences[:2]),
        " ".join(sentences[2:4]),
        sentences[4],
    ]


def test_a_sentence_that_is_longer_by_itself_is_cut():
    long = sentence(2 * LONGEST_PIECE + 5)
    words = long.split()
    assert split_steps([f"Stir. {long} Serve."]) == [
        "Stir.",
        " ".join(words[:LONGEST_PIECE]),
        " ".join(words[LONGEST_PIECE : 2 * LONGEST_PIECE]),
        " ".join([*words[2 * LONGEST_PIECE :], "Serve."]),
    ]


@pytest.mark.parametrize("end", "。\uff01\uff1f.!?")
def test_a_long_step_is_cut_at_the_ends_of_sentences_of_other_scripts(end):
    """With no space behind, as Chinese and Japanese are written."""
    first, second = sentence(40, "水", end), sentence(40, "火", end)
    assert split_steps([first + second]) == [first, second]


def test_a_step_of_ten_thousand_words_is_read_from_its_beginning():
    step = sentence(10_000)
    started = time.perf_counter()
    pieces = split_steps([step])
    assert time.perf_counter() - started < 0.5
    assert counts(pieces) == [LONGEST_PIECE] * MOST_PIECES
    assert " ".join(pieces).split() == step.split()[: LONGEST_PIECE * MOST_PIECES]


@pytest.mark.parametrize("piece", [".", ". ", "a.", "。", " ", "a . "])
def test_a_long_run_of_full_stops_takes_no_time(piece):
    started = time.perf_counter()
    pieces = split_steps([piece * 50_000 + "x"])
    assert time.perf_counter() - started < 0.5
    assert pieces[0][0] in "a.。x"


def test_what_is_not_read_is_not_split_either():
    """Behind the words that are read ten times as many take little more time."""

    def seconds(words):
        step = ". ".join(["stir it well"] * (words // 3))
        started = time.perf_counter()
        split_steps([step])
        return time.perf_counter() - started

    short, long = (min(seconds(words) for _ in range(5)) for words in (6_000, 60_000))
    assert long < 6 * short


def test_of_many_steps_the_first_are_read():
    steps = [f"Step {letter}." for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert split_steps(steps) == steps[:MOST_PIECES]


@given(st.lists(st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join), max_size=6))
def test_no_word_is_lost_where_there_is_room_and_no_piece_is_too_long(steps):
    pieces = split_steps(steps)
    letters = "".join("".join(steps).split())
    told = "".join("".join(pieces).split())
    assert letters.startswith(told)
    assert len(pieces) <= MOST_PIECES
    assert all(0 < count <= LONGEST_PIECE for count in counts(pieces))
    if len(pieces) < MOST_PIECES:
        assert told == letters

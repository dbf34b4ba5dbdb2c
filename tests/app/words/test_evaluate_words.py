"""`pixword evaluate words`: figures of vectors so small that everything is known."""

import json

import numpy as np
import pytest

from models.words.files import save_word_vectors
from models.words.vectors import WordVectors

VECTORS = {
    "king": (1, 0, 1),
    "man": (1, 0, 0),
    "woman": (0, 1, 0),
    "queen": (0, 1, 1),
    "Rare": (0, -1, 0.5),
    "rarer": (-1, 0, 0.2),
}
QUESTIONS = """: family
man king woman queen
woman queen man king
man woman king rarer
: rest
man woman rare queen
man unknown king queen
"""
PAIRS = "king queen 5\nman woman 3\nking rarer 1\nking unheard 9\n"  # cosines .5, 0, -.55
OTHERS = "King QUEEN 1\nman woman 3\nking rarer 5\nking man 4\n"  # cosines .5, 0, -.55, .71


@pytest.fixture
def vectors(tmp_path):
    numbers = np.array(list(VECTORS.values()), dtype=np.float32)
    save_word_vectors(tmp_path / "known.txt", WordVectors(list(VECTORS), numbers))
    return tmp_path / "known.txt"


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "questions-words.txt").write_text(QUESTIONS)
    (folder / "[b]pairs.txt").write_text(PAIRS)
    (folder / "others.txt").write_text(OTHERS)
    (folder / "README.txt").write_text("where these are from\n")
    return folder


def options(vectors, data, *more):
    return ("evaluate", "words", "--vectors", vectors, "--data", data, *more)


def test_what_cannot_be_judged_is_one_clear_sentence(pixword, vectors, data, tmp_path):
    (tmp_path / "empty").mkdir()
    for words, folder, more, code, message in (
        (tmp_path / "nowhere", data, (), 1, "there are no word vectors at"),
        (vectors, tmp_path / "nowhere", (), 1, "there is no folder"),
        (vectors, tmp_path / "empty", (), 1, "neither questions-words.txt nor files of rated"),
        (vectors, data, ("--chars", tmp_path / "nowhere"), 1, "there is no speller at"),
        (vectors, data, ("--most-frequent", "3"), 2, "most-frequent"),
    ):
        failed = pixword(*options(words, folder, *more))
        assert (failed.returncode, message in failed.stderr) == (code, True), failed.stderr
        assert "Traceback" not in failed.stderr


def test_a_bad_line_is_named_by_file_and_number(pixword, vectors, data):
    (data / "others.txt").write_text(OTHERS + "king queen\n")
    failed = pixword(*options(vectors, data))
    assert (failed.returncode, "others.txt, line 5" in failed.stderr) == (1, True), failed.stderr
    (data / "others.txt").unlink()
    (data / "questions-words.txt").write_text(": family\nman king woman\n")
    failed = pixword(*options(vectors, data))
    assert failed.returncode == 1
    assert "questions-words.txt, line 2: an analogy is four words, not 3" in failed.stderr


def test_figures_are_those_that_can_be_counted_by_hand(pixword, vectors, data):
    judged = pixword(*options(vectors, data, "--json"))
    assert judged.returncode == 0, judged.stderr
    result = json.loads(judged.stdout)
    assert (result["vectors"], result["words"], result["dimension"]) == ("known", 6, 3)
    assert (result["speller"], "similarity_with_spelling" in result) == (False, False)
    assert result["settings"] == {"lower": True, "most_frequent": 30_000}
    assert result["analogies"] == {
        "accuracy": 66.67,
        "asked": 3,
        "skipped": 2,
        "sections": {"family": [66.67, 3]},
    }
    assert result["similarity"] == {
        "[b]pairs": {"spearman": 1.0, "pairs": 3, "of": 4, "spelt": 0},
        "others": {"spearman": -0.4, "pairs": 4, "of": 4, "spelt": 0},
    }


def test_kept_case_and_frequent_words_change_what_is_asked(pixword, vectors, data):
    (data / "questions-words.txt").write_text(": s\nman woman Rare queen\nman king woman queen\n")
    kept = json.loads(pixword(*options(vectors, data, "--keep-case", "--json")).stdout)
    assert kept["analogies"]["asked"] == 2
    assert kept["settings"]["lower"] is False
    few = json.loads(
        pixword(*options(vectors, data, "--keep-case", "--most-frequent", "4", "--json")).stdout
    )
    assert (few["analogies"]["asked"], few["analogies"]["accuracy"]) == (1, 100)


def test_either_kind_of_test_is_enough(pixword, vectors, data):
    (data / "questions-words.txt").unlink()
    pairs = json.loads(pixword(*options(vectors, data, "--json")).stdout)
    none = {"accuracy": 0, "asked": 0, "skipped": 0, "sections": {}}
    assert (pairs["analogies"], len(pairs["similarity"])) == (none, 2)
    for path in data.glob("*.txt"):
        path.unlink()
    (data / "questions-words.txt").write_text(QUESTIONS)
    questions = json.loads(pixword(*options(vectors, data, "--json")).stdout)
    assert (questions["analogies"]["asked"], questions["similarity"]) == (3, {})


def test_the_table_shows_the_same_figures(pixword, vectors, data):
    shown = pixword(*options(vectors, data))
    assert shown.returncode == 0, shown.stderr
    rows = {row.split()[1]: row.split() for row in shown.stdout.splitlines() if "│" in row}
    assert rows["analogies"][3:9] == ["66.7", "%", "│", "3", "of", "5"]
    assert rows["[b]pairs"][3:8] == ["1.000", "│", "3", "of", "4"]
    assert rows["others"][3] == "-0.400"


def test_pairs_of_unknown_words_leave_the_others_judged(pixword, vectors, data):
    (data / "rare.txt").write_text("king queen 5\nunheard unseen 3\n")
    result = json.loads(pixword(*options(vectors, data, "--json")).stdout)
    assert result["similarity"]["rare"] is None
    assert result["similarity"]["[b]pairs"]["spearman"] == 1
    shown = pixword(*options(vectors, data))
    assert any(
        row.split()[1:6] == ["rare", "│", "-", "│", "too"]
        for row in shown.stdout.split("\n")
        if "rare" in row
    )


def ranks(values):
    return np.argsort(np.argsort(values))


def test_a_speller_makes_every_pair_comparable(pixword, spelling_words, data):
    rows = [
        "king queen 4",
        "king kingdomlike 5",
        "queen governmental 1",
        "presidentially president 9",
    ]
    for path in data.glob("*.txt"):
        path.unlink()
    (data / "pairs.txt").write_text("\n".join(rows))
    result = json.loads(pixword(*options(spelling_words, data, "--json")).stdout)
    cosines = []
    for row in rows:
        asked = ("words", "similarity", *row.split()[:2], "--vectors", spelling_words, "--json")
        cosines.append(json.loads(pixword(*asked).stdout)["similarity"])
    expected = np.corrcoef(ranks(cosines), ranks([4, 5, 1, 9]))[0, 1]
    assert result["similarity_with_spelling"]["pairs"] == {
        "spearman": pytest.approx(expected, abs=1e-4),
        "pairs": 4,
        "of": 4,
        "spelt": 3,
    }
    assert result["similarity"]["pairs"] is None, "but for one pair, nothing could be compared"
    assert result["speller"] is True

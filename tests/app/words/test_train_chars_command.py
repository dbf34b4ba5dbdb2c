"""`pixword train chars`: a speller beside word vectors, and what it says of words without one."""

import hashlib
import json
import shutil

import numpy as np
import pytest

from models.words.files import load_word_vectors, save_word_vectors
from models.words.vectors import WordVectors
from tests.app.words.conftest import SMALL_SPELLER


@pytest.fixture
def few_words(spelling_words, tmp_path):
    """150 words with their counts, in a text file and in a file of our own."""
    vectors = load_word_vectors(str(spelling_words), 150)
    counts = 100_000 // np.arange(1, 151) ** 2
    counted = WordVectors(vectors.words, vectors.vectors, counts)
    save_word_vectors(tmp_path / "few.safetensors", counted)
    save_word_vectors(tmp_path / "few.vec", counted)
    return tmp_path / "few.safetensors"


def test_a_place_that_fits_no_speller_is_refused_before_any_work(pixword, few_words):
    for arguments in (
        ("--words", "glove-6b-50d"),
        ("--words", few_words, "--out", few_words.with_suffix(".bin")),
        ("--words", few_words, "--most-words", "99"),
        (),
    ):
        assert pixword("train", "chars", *arguments).returncode == 2
    refused = pixword("train", "chars", "--words", "glove-6b-50d")
    assert "--out must say where the speller goes" in refused.stderr
    assert not list(few_words.parent.glob("*chars*"))


def test_vectors_that_nothing_can_be_learnt_from_are_one_clear_sentence(pixword, few_words):
    missing = pixword("train", "chars", "--words", few_words.with_name("nowhere.txt"))
    assert (missing.returncode, "there are no word vectors" in missing.stderr) == (1, True)
    tiny = few_words.with_name("tiny.txt")
    save_word_vectors(tiny, load_word_vectors(str(few_words), 99))
    refused = pixword("train", "chars", "--words", tiny)
    assert refused.returncode == 1
    assert "spelling needs 100 words; there are 99" in refused.stderr
    assert not list(few_words.parent.glob("*chars*"))


def test_a_speller_goes_beside_the_vectors_with_a_card(pixword, few_words):
    trained = pixword("train", "chars", "--words", few_words, *SMALL_SPELLER, "--trust", "7")
    assert trained.returncode == 0, trained.stderr
    place = few_words.with_suffix(".chars.safetensors")
    assert f"saved {place}" in trained.stderr.replace("\n", "")
    card = json.loads(place.with_suffix(".json").read_text())
    assert card["sha256"] == hashlib.sha256(place.read_bytes()).hexdigest()
    assert card["words"] == {"name": "few", "count": 150}
    assert (card["dimension"], card["settings"]["trust"], card["lower"]) == (50, 7, True)
    judged = card["metrics"]
    said = f"epoch 1  unseen words: cosine {judged['figures']['cosine']:.3f}"
    assert (judged["epoch"], said in trained.stderr) == (1, True)


def test_the_same_seed_makes_the_same_speller_wherever_it_goes(pixword, few_words):
    places = [few_words.with_name(f"{name}.safetensors") for name in ("one", "two", "other")]
    for place, seed in zip(places, ("5", "5", "6"), strict=True):
        vectors = few_words.with_suffix(".vec")
        options = ("--words", vectors, "--out", place, "--seed", seed, "--most-words", "120")
        trained = pixword("train", "chars", *options, *SMALL_SPELLER)
        assert trained.returncode == 0, trained.stderr
    one, two, other = (place.read_bytes() for place in places)
    assert one == two != other
    assert json.loads(places[0].with_suffix(".json").read_text())["words"]["count"] == 120


def test_without_a_speller_unknown_words_are_all_named(pixword, bare_words):
    settings = {"PIXWORD_WORDS": str(bare_words)}
    failed = pixword("words", "neighbours", "kingdomlike", **settings)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "small has no vector for 'kingdomlike'" in failed.stderr
    question = "xqzone - king + xqztwo - 2*xqzthree"
    several = pixword("words", "analogy", question, **settings)
    assert several.returncode == 1
    assert "no vector for 'xqzone', 'xqztwo', 'xqzthree'" in several.stderr
    both = pixword("words", "similarity", "xqzone", "xqztwo", **settings)
    assert (both.returncode, "'xqzone', 'xqztwo'" in both.stderr) == (1, True)


def test_a_speller_that_is_missing_or_of_another_length_is_refused(
    pixword, spelling_words, bare_words, tmp_path
):
    missing = pixword("words", "neighbours", "king", "--chars", tmp_path / "nowhere.safetensors")
    assert (missing.returncode, "there is no speller at" in missing.stderr) == (1, True)
    short = WordVectors(["king", "queen"], np.eye(2, dtype=np.float32))
    save_word_vectors(tmp_path / "short.txt", short)
    speller = spelling_words.with_suffix(".chars.safetensors")
    options = ("--vectors", tmp_path / "short.txt", "--chars", speller)
    refused = pixword("words", "neighbours", "king", *options)
    assert refused.returncode == 1
    assert "vectors of length 50, and those of short have 2" in refused.stderr
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(speller.read_bytes()[:-1] + b"\x00\x00")
    shutil.copy(speller.with_suffix(".json"), damaged.with_suffix(".json"))
    options = ("--vectors", bare_words, "--chars", damaged)
    refused = pixword("words", "neighbours", "kingdomlike", *options)
    assert (refused.returncode, "is not the speller" in refused.stderr) == (1, True)


def test_an_unknown_word_is_placed_by_its_spelling_and_that_is_said(pixword, spelling_words):
    settings = {"PIXWORD_WORDS": str(spelling_words)}
    shown = pixword("words", "neighbours", "kingdomlike", "-k", "5", **settings)
    assert shown.returncode == 0, shown.stderr
    assert shown.stderr == "kingdomlike is not in the vocabulary: placed by its spelling\n"
    assert "kingdom" in shown.stdout.split()
    found = json.loads(
        pixword("words", "neighbours", "kingdomlike", "-k", "5", "--json", **settings).stdout
    )
    assert found["asked"] == [{"word": "kingdomlike", "source": "spelling"}]
    assert {"king", "kingdom"} < {neighbour["word"] for neighbour in found["neighbours"]}
    known = pixword("words", "neighbours", "kingdom", **settings)
    assert (known.returncode, known.stderr) == (0, "")


def test_the_speller_can_be_named_by_option_and_by_setting(pixword, spelling_words, bare_words):
    speller = spelling_words.with_suffix(".chars.safetensors")
    asked = ("words", "similarity", "kingdomlike", "kingdom", "--json")
    beside = pixword(*asked, "--vectors", spelling_words)
    option = pixword(*asked, "--vectors", bare_words, "--chars", speller)
    settings = {"PIXWORD_WORDS": str(bare_words), "PIXWORD_CHARS": str(speller)}
    setting = pixword(*asked, **settings)
    assert beside.stdout == option.stdout == setting.stdout
    assert json.loads(beside.stdout)["similarity"] > 0.5
    elsewhere = pixword(*asked, "--vectors", bare_words, **settings)
    assert elsewhere.returncode == 1, "other vectors than those of the setting have no speller"


def test_a_word_that_was_seen_seldom_leans_on_its_spelling(pixword, few_words):
    assert pixword("train", "chars", "--words", few_words, *SMALL_SPELLER).returncode == 0
    known = load_word_vectors(str(few_words)).words
    often, seldom = known[0], max(known[100:], key=len)
    options = ("--vectors", few_words)
    found = json.loads(pixword("words", "similarity", often, seldom, "--json", *options).stdout)
    assert [word["source"] for word in found["asked"]] == ["vocabulary", "both"]
    shown = pixword("words", "similarity", often, seldom, *options)
    assert shown.stderr == f"{seldom} was seen seldom: its vector leans on its spelling\n"

"""`pixword words`: neighbours, analogies, similarity, maps, and every form of word vectors."""

import json

import numpy as np
import pytest
from PIL import Image

from models.words.files import load_word_vectors, save_word_vectors
from models.words.vectors import WordVectors
from tests.app.words.conftest import RED, labels_of

FORMS = ("w.safetensors", "w.bin", "w.txt", "w.vec", "w.bin.gz", "w.txt.gz", "w.txt.xz", "w.bz2")
SOME = ("game", "team", "coach", "king", "queen", "prince")


@pytest.fixture
def words(pixword, bare_words):
    """Runs a command over 2,500 words."""

    def run(*arguments):
        return pixword("words", *arguments, PIXWORD_WORDS=str(bare_words))

    return run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("neighbours", " "), "a word has from 1 to 200 characters"),
        (("neighbours", "x" * 201), "a word has from 1 to 200 characters"),
        (("neighbours", "ki\x07ng"), "a word holds no control characters"),
        (("neighbours", "ki\udcffng"), "a word holds no control characters"),
        (("analogy", ""), "the query is empty"),
        (("analogy", "king - - man"), "not another sign"),
        (("analogy", "king - man.jpg"), "pictures and items belong to a search"),
        (("analogy", "king - #1"), "pictures and items belong to a search"),
        (("analogy", "king - King"), "these words cancel each other"),
        (("similarity", "king", ""), "a word has from 1 to 200 characters"),
        (("neighbours", "king", "--vectors", "nowhere.bin"), "no word vectors at nowhere.bin"),
    ],
)
def test_what_cannot_be_answered_is_one_clear_sentence(words, arguments, says):
    failed = words(*arguments)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert says in failed.stderr
    assert "Traceback" not in failed.stderr


def test_wrong_usage_exits_otherwise(words, tmp_path):
    for arguments in (
        ("neighbours",),
        ("neighbours", "king", "-k", "0"),
        ("analogy", "king", "--most-frequent", "0"),
        ("similarity", "king"),
        ("map", "king", "queen", "man"),
        ("map", "king", "queen", "man", "--out", tmp_path / "m.png", "--layout", "umap"),
        ("convert", "glove-6b-50d"),
    ):
        assert words(*arguments).returncode == 2, arguments


def test_neighbours_are_those_with_the_largest_cosines(words, units):
    cosines = {word: float(unit @ units["king"]) for word, unit in units.items() if word != "king"}
    nearest = sorted(cosines, key=lambda word: -cosines[word])[:7]
    found = json.loads(words("neighbours", " King ", "-k", "7", "--json").stdout)
    assert [neighbour["word"] for neighbour in found["neighbours"]] == nearest
    scores = [neighbour["score"] for neighbour in found["neighbours"]]
    assert scores == pytest.approx([cosines[word] for word in nearest], abs=2e-6)
    assert found["asked"] == [{"word": "King", "source": "vocabulary"}]
    frequent = list(units)[:700]
    shown = words("neighbours", "king", "-k", "3", "--most-frequent", "700")
    best = sorted(set(frequent) - {"king"}, key=lambda word: -cosines[word])[:3]
    assert [line.split()[3] for line in shown.stdout.splitlines()[3:6]] == best
    assert f"{cosines[best[0]]:.3f}" in shown.stdout


def test_king_without_man_and_with_woman_is_queen(pixword):
    shown = pixword("words", "analogy", "king - man + woman", "-k", "1")
    assert shown.returncode == 0, shown.stderr
    assert "queen" in shown.stdout.split()


def test_a_sum_has_weights_and_its_words_are_left_out(words, units):
    total = 2 * units["king"] - 0.5 * units["man"] + units["woman"]
    cosines = {
        word: float(unit @ total) / float(np.linalg.norm(total)) for word, unit in units.items()
    }
    for word in ("king", "man", "woman"):
        cosines.pop(word)
    nearest = sorted(cosines, key=lambda word: -cosines[word])[:5]
    found = json.loads(words("analogy", '2*king - 0.5*"man" + woman', "-k", "5", "--json").stdout)
    assert [neighbour["word"] for neighbour in found["neighbours"]] == nearest
    assert found["neighbours"][0]["score"] == pytest.approx(cosines[nearest[0]], abs=2e-6)
    assert [word["word"] for word in found["asked"]] == ["king", "man", "woman"]


def test_similarity_is_a_cosine(words, units):
    cosine = float(units["king"] @ units["queen"])
    assert words("similarity", "king", "queen").stdout == f"{cosine:.3f}\n"
    found = json.loads(words("similarity", "queen", "king", "--json").stdout)
    assert found["similarity"] == pytest.approx(cosine, abs=2e-6)
    assert words("similarity", "king", "King").stdout == "1.000\n"


def test_words_that_look_like_markup_are_printed_as_they_are(pixword, tmp_path):
    odd = ["[/b]", "[red]", "[link=x]"]
    vectors = WordVectors(["king", *odd], np.eye(4, dtype=np.float32) + 1)
    save_word_vectors(tmp_path / "odd.txt", vectors)
    shown = pixword("words", "neighbours", "king", "--vectors", tmp_path / "odd.txt")
    assert shown.returncode == 0, shown.stderr
    assert set(odd) < set(shown.stdout.split())


def test_a_map_that_cannot_be_drawn_is_refused(words, tmp_path):
    for name, arguments, says in (
        ("m.pdf", SOME, "a map is a .png or .svg file, and m.pdf is not"),
        ("m", SOME, "a map is a .png or .svg file"),
        ("m.png", ("king", "queen"), "a map has from 3 to 500 words, not 2"),
        ("m.svg", ("king", "queen", "king"), "a map has from 3 to 500 words, not 2"),
        ("m.svg", (), "a map has from 3 to 500 words, not 0"),
        ("m.svg", ("--around", "king", "-k", "500"), "not 501"),
        ("m.svg", ("king", "King", "KING"), "all have the same vector"),
        ("m.svg", ("king", "queen", "xqz", "zqx"), "no vector for 'xqz', 'zqx'"),
        ("nowhere/m.svg", SOME, "No such file or directory"),
    ):
        failed = words("map", *arguments, "--out", tmp_path / name)
        assert (failed.returncode, says in failed.stderr) == (1, True), failed.stderr
    assert list(tmp_path.glob("m*")) == []


def test_a_map_as_svg_names_every_word_and_marks_the_one_it_is_around(words, tmp_path):
    out = tmp_path / "map.svg"
    drawn = words("map", *SOME, "--out", out)
    assert drawn.stdout.replace("\n", "") == f"drew 6 words: {out}"
    assert labels_of(out.read_bytes()) == dict.fromkeys(SOME, False)
    first = out.read_bytes()
    assert words("map", *SOME, "--out", out).returncode == 0
    assert out.read_bytes() == first
    drawn = words("map", "game", "--around", " king ", "-k", "3", "--out", out, "--json")
    placed = [word["word"] for word in json.loads(drawn.stdout)["words"]]
    near = json.loads(words("neighbours", "king", "-k", "3", "--json").stdout)["neighbours"]
    assert placed == ["game", "king", *(neighbour["word"] for neighbour in near)]
    assert labels_of(out.read_bytes()) == {word: word == "king" for word in placed}


def test_a_map_as_png_is_a_picture_with_the_marked_word_in_red(words, tmp_path):
    out = tmp_path / "map.PNG"
    assert words("map", *SOME, "--around", "king", "--out", out).returncode == 0
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 960))
        assert RED in {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert words("map", *SOME, "--out", out).returncode == 0
    with Image.open(out) as picture:
        assert RED not in {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}


@pytest.mark.parametrize("layout", ["pca", "tsne"])
def test_a_map_keeps_games_and_rulers_apart(words, tmp_path, layout):
    more = ("game", "team", "league", "coach", "king", "queen", "prince", "lord")
    drawn = words("map", *more, "--layout", layout, "--out", tmp_path / "m.svg", "--json")
    found = json.loads(drawn.stdout)
    places = np.array([(word["x"], word["y"]) for word in found["words"]])
    assert (found["layout"], np.abs(places).max()) == (layout, 1)
    middles = [places[:4].mean(axis=0), places[4:].mean(axis=0)]
    distances = np.linalg.norm(places[:, None] - middles, axis=2)  # [8, 2]
    assert distances.argmin(axis=1).tolist() == [0] * 4 + [1] * 4


def test_what_cannot_be_converted_is_refused(words, tmp_path):
    missing = words("convert", tmp_path / "nowhere.bin", tmp_path / "out.txt")
    assert (missing.returncode, "there are no word vectors at" in missing.stderr) == (1, True)
    (tmp_path / "text.txt").write_text("these are no vectors\n")
    damaged = words("convert", tmp_path / "text.txt", tmp_path / "out.txt")
    assert (damaged.returncode, "cannot be read" in damaged.stderr) == (1, True)
    several = WordVectors(["new york", "x"], np.eye(2, dtype=np.float32))
    save_word_vectors(tmp_path / "several.safetensors", several)
    spaced = words("convert", tmp_path / "several.safetensors", tmp_path / "out.txt")
    assert (spaced.returncode, "no place for white space" in spaced.stderr) == (1, True)
    assert not (tmp_path / "out.txt").exists()


def test_every_form_turns_into_every_other_one(words, bare_words, tmp_path):
    first = load_word_vectors(str(bare_words), 40)
    save_word_vectors(tmp_path / "w.safetensors", first)
    source = tmp_path / "w.safetensors"
    for form in (*FORMS[1:], FORMS[0]):
        out = tmp_path / "new" / form
        converted = words("convert", source, out)
        assert converted.returncode == 0, converted.stderr
        assert converted.stdout.replace("\n", "") == f"wrote 40 words of 50 numbers: {out}"
        found = load_word_vectors(str(out))
        assert list(found.words) == list(first.words)
        np.testing.assert_array_equal(found.vectors, first.vectors)
        source = out


def test_only_so_many_words_are_converted_and_fewer_are_all(words, bare_words, tmp_path):
    vectors = load_word_vectors(str(bare_words))
    for source in (bare_words, tmp_path / "all.txt", tmp_path / "all.bin"):
        if source != bare_words:
            assert words("convert", bare_words, source).returncode == 0
        out = tmp_path / "some.safetensors"
        assert words("convert", source, out, "--limit", "3").returncode == 0
        assert list(load_word_vectors(str(out)).words) == list(vectors.words[:3])
        assert json.loads(out.with_suffix(".json").read_text())["words"] == 3
    assert "wrote 2,500 words" in words("convert", bare_words, out, "--limit", "9999").stdout

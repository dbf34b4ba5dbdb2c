"""/v1/words: every refusal first, then neighbours, sums, similarity and maps with their values."""

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from models.words.characters import load_speller
from tests.app.words.conftest import RED, labels_of
from tests.conftest import assert_error, running

MAPS = ("map", "map.png", "map.svg")
SOME = ["game", "team", "coach", "king", "queen", "prince"]


@pytest.fixture
def ask(bare_server):
    """Sends a question about words; whatever it was, the next one is answered."""

    def get(operation, **parameters):
        return bare_server.http.get(f"/v1/words/{operation}", params=parameters)

    yield get
    assert get("similarity", first="king", second="king").json()["similarity"] == 1


@pytest.mark.parametrize(
    ("operation", "parameters", "says"),
    [
        ("neighbours", {}, "word"),
        ("neighbours", {"word": ""}, "word"),
        ("neighbours", {"word": " \t"}, "from 1 to 200 characters"),
        ("neighbours", {"word": "x" * 201}, "200"),
        ("neighbours", {"word": "ki\x00ng"}, "no control characters"),
        ("neighbours", {"word": "king", "k": 0}, "k"),
        ("neighbours", {"word": "king", "k": 1001}, "1000"),
        ("neighbours", {"word": "king", "k": "many"}, "k"),
        ("neighbours", {"word": "king", "most_frequent": 0}, "most_frequent"),
        ("analogy", {}, "q"),
        ("analogy", {"q": "x" * 10_001}, "10000"),
        ("analogy", {"q": "x" * 201}, "200"),
        ("analogy", {"q": "king", "k": 1001}, "1000"),
        ("analogy", {"q": "king - man.jpg"}, "pictures and items belong to a search"),
        ("analogy", {"q": "king + #1"}, "pictures and items belong to a search"),
        ("similarity", {"first": "king"}, "second"),
        ("similarity", {"second": "king"}, "first"),
        ("similarity", {"first": "king", "second": " "}, "from 1 to 200 characters"),
        ("similarity", {"first": "king", "second": "x" * 201}, "200"),
    ],
)
def test_a_question_of_the_wrong_shape_is_refused(ask, operation, parameters, says):
    assert says in assert_error(ask(operation, **parameters), 422, "InvalidRequest")


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("", "the query is empty"),
        ("king -", "after '-', at character 6"),
        ("king - - man", "not another sign"),
        ('king - "man', "not closed, at character 8"),
        ("0*king", "at character 1"),
        ("ki\x00ng", "no control characters"),
        (" + ".join(["king"] * 33), "at most 32 terms"),
    ],
)
def test_a_sum_that_cannot_be_read_says_where(ask, q, says):
    assert says in assert_error(ask("analogy", q=q), 400, "QuerySyntaxError")


@pytest.mark.parametrize("q", ["king - king", "king - 0.5*King - 0.5*KING"])
def test_a_sum_of_which_nothing_is_left_is_refused(ask, q):
    assert "cancel each other" in assert_error(ask("analogy", q=q), 400, "WordsCancel")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("neighbours", {"word": "xqzone"}),
        ("analogy", {"q": "xqzone - king + 2*xqztwo - xqzthree"}),
        ("similarity", {"first": "xqzone", "second": "xqztwo"}),
        *((name, {"words": ["king", "xqzone", "queen", "xqztwo"]}) for name in MAPS),
        *((name, {"around": "xqzone"}) for name in MAPS),
    ],
)
def test_words_without_a_vector_are_all_named(ask, operation, parameters):
    detail = assert_error(ask(operation, **parameters), 404, "UnknownWords")
    asked = str(parameters)
    for word in ("xqzone", "xqztwo", "xqzthree"):
        assert (repr(word) in detail) == (word in asked)
    assert "'king'" not in detail


@pytest.mark.parametrize("operation", MAPS)
@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, "from 3 to 500 words, not 0"),
        ({"words": ["king", "queen"]}, "from 3 to 500 words, not 2"),
        ({"words": ["king", " king", "queen"]}, "from 3 to 500 words, not 2"),
        ({"around": "king", "k": 1}, "from 3 to 500 words, not 2"),
        ({"words": [f"w{n}" for n in range(501)]}, "500"),
        ({"words": [*SOME, ""]}, "from 1 to 200 characters"),
        ({"words": [*SOME, "x" * 201]}, "from 1 to 200 characters"),
        ({"words": [*SOME, "\x1b[2J"]}, "no control characters"),
        ({"around": ""}, "from 1 to 200 characters"),
        ({"around": "x" * 201}, "200"),
        ({"around": "king", "k": 0}, "k"),
        ({"around": "king", "k": 201}, "200"),
        ({"words": SOME, "layout": "umap"}, "'pca' or 'tsne'"),
    ],
)
def test_a_map_of_the_wrong_shape_is_refused(ask, operation, parameters, says):
    assert says in assert_error(ask(operation, **parameters), 422, "InvalidRequest")


@pytest.mark.parametrize("operation", MAPS)
def test_a_map_of_one_vector_is_refused(ask, operation):
    response = ask(operation, words=["king", "King", "KING"])
    assert "all have the same vector" in assert_error(response, 422, "NothingToLearn")


def test_other_kinds_of_pictures_and_other_operations_are_refused(ask, bare_server):
    detail = assert_error(ask("map.pdf", words=SOME), 422, "InvalidRequest")
    assert "'png' or 'svg'" in detail
    assert_error(ask("nothing"), 404, "NotFound")
    assert_error(bare_server.http.post("/v1/words/map"), 405, "MethodNotAllowed")


def test_vectors_that_are_missing_fail_these_questions_alone(environment, tmp_path):
    missing = environment | {"PIXWORD_WORDS": str(tmp_path / "nowhere.bin")}
    with running(missing) as server:
        response = server.http.get("/v1/words/neighbours", params={"word": "king"})
        said = assert_error(response, 500, "UnreadableWords")
        assert "is missing" in said
        assert "nowhere.bin" not in said
        assert server.http.get("/v1/search", params={"q": "red"}).status_code == 200


def nearest(units, total, count, without):
    cosines = {
        word: float(unit @ total) / float(np.linalg.norm(total)) for word, unit in units.items()
    }
    ordered = sorted(set(cosines) - set(without), key=lambda word: -cosines[word])[:count]
    return {word: pytest.approx(cosines[word], abs=2e-6) for word in ordered}


def scores_of(answer):
    return {neighbour["word"]: neighbour["score"] for neighbour in answer["neighbours"]}


def test_neighbours_are_those_with_the_largest_cosines(ask, units):
    answer = ask("neighbours", word=" King ", k=7).json()
    expected = nearest(units, units["king"], 7, ["king"])
    assert scores_of(answer) == expected
    assert list(scores_of(answer)) == list(expected)
    assert answer["asked"] == [{"word": "King", "source": "vocabulary"}]
    assert len(ask("neighbours", word="king").json()["neighbours"]) == 10
    frequent = dict(list(units.items())[:700])
    few = ask("neighbours", word="king", k=1000, most_frequent=700).json()
    assert scores_of(few) == nearest(frequent, units["king"], 699, ["king"])
    assert ask("neighbours", word="the", most_frequent=1).json()["neighbours"] == []


def test_king_without_man_and_with_woman_is_queen(shared_server):
    question = {"q": "king - man + woman", "k": 1}
    answer = shared_server.http.get("/v1/words/analogy", params=question).json()
    assert [neighbour["word"] for neighbour in answer["neighbours"]] == ["queen"]


def test_a_sum_is_read_in_the_short_syntax_of_searches(ask, units):
    total = 2 * units["king"] - 0.5 * units["man"] + units["woman"]
    answer = ask("analogy", q='2*king \u2212 0.5\u00d7"man" + woman', k=5).json()
    assert scores_of(answer) == nearest(units, total, 5, ["king", "man", "woman"])
    assert [asked["word"] for asked in answer["asked"]] == ["king", "man", "woman"]
    far = ask("analogy", q="- king", k=3).json()
    assert scores_of(far) == nearest(units, -units["king"], 3, ["king"])


def test_similarity_is_a_cosine(ask, units):
    cosine = float(units["king"] @ units["queen"])
    for first, second in (("king", "queen"), ("queen", "king")):
        answer = ask("similarity", first=first, second=second).json()
        assert answer["similarity"] == pytest.approx(cosine, abs=2e-6)
        assert [asked["word"] for asked in answer["asked"]] == [first, second]


def test_unknown_words_are_placed_by_their_spelling_and_that_is_said(
    spelling_server, spelling_words, units
):
    ask = spelling_server.http.get
    near = ask("/v1/words/neighbours", params={"word": "kingdomlike", "k": 5}).json()
    assert near["asked"] == [{"word": "kingdomlike", "source": "spelling"}]
    assert {"king", "kingdom"} < set(scores_of(near))
    total = ask("/v1/words/analogy", params={"q": "king - kingdomlike + xqz"}).json()
    sources = [asked["source"] for asked in total["asked"]]
    assert sources == ["vocabulary", "spelling", "spelling"]
    both = {"first": "kingdomlike", "second": "kingdom"}
    similar = ask("/v1/words/similarity", params=both).json()
    spelt = load_speller(spelling_words.with_suffix(".chars.safetensors")).spell(["kingdomlike"])
    expected = pytest.approx(float(spelt[0] @ units["kingdom"]), abs=2e-6)
    assert similar["similarity"] == expected
    assert similar["similarity"] > 0.5
    placed = ask("/v1/words/map", params={"words": [*SOME, "kingdomlike"]}).json()
    origins = [word["source"] for word in placed["words"]]
    assert origins == ["vocabulary"] * 6 + ["spelling"]


def test_a_map_keeps_the_two_directions_in_which_words_differ_most(ask, units):
    answer = ask("map", words=SOME).json()
    assert answer["layout"] == "pca"
    assert [word["word"] for word in answer["words"]] == SOME
    places = np.array([(word["x"], word["y"]) for word in answer["words"]])
    centred = np.array([units[word] for word in SOME])
    centred -= centred.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    expected = centred @ directions[:, [-1, -2]]
    expected /= np.abs(expected).max()
    np.testing.assert_allclose(np.abs(places), np.abs(expected), atol=1e-4)
    assert ask("map", words=SOME).json() == answer


def test_a_map_around_a_word_has_its_neighbours(ask):
    near = ask("neighbours", word="king", k=4).json()["neighbours"]
    answer = ask("map", words=["game", "king"], around=" king", k=4, layout="tsne").json()
    expected = dict.fromkeys(["game", "king", *(neighbour["word"] for neighbour in near)])
    assert [word["word"] for word in answer["words"]] == list(expected)
    assert answer["layout"] == "tsne"
    assert max(abs(word[axis]) for word in answer["words"] for axis in "xy") == 1


def test_the_map_is_drawn_with_the_word_it_is_around_in_another_colour(ask):
    drawn = ask("map.svg", words=SOME, around=" king", k=3)
    assert drawn.headers["content-type"] == "image/svg+xml"
    placed = ask("map", words=SOME, around=" king", k=3).json()["words"]
    assert labels_of(drawn.content) == {word["word"]: word["word"] == "king" for word in placed}
    picture = ask("map.png", words=SOME, around="king", k=3)
    assert picture.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1200, 960))
        assert RED in {c for _, c in opened.convert("RGB").getcolors(1 << 20)}


def test_maps_that_are_drawn_at_the_same_time_are_those_drawn_alone(ask):
    questions = [{"words": SOME, "around": word, "k": 20} for word in ("king", "game", "queen")]
    alone = [ask("map.svg", **question).content for question in questions]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda q: ask("map.svg", **q).content, questions * 4))
    assert together == alone * 4


def test_every_operation_has_an_example_and_says_what_it_may_answer(bare_server):
    paths = bare_server.http.get("/openapi.json").json()["paths"]
    words = {path: methods["get"] for path, methods in paths.items() if "/v1/words/" in path}
    names = {"neighbours", "analogy", "similarity", "map", "map.{kind}"}
    assert {path.removeprefix("/v1/words/") for path in words} == names
    for path, operation in words.items():
        examples = [p for p in operation["parameters"] if p.get("examples") or p.get("example")]
        assert examples, path
        required = [p for p in operation["parameters"] if p["required"]]
        assert all(p in examples for p in required), path
        assert {"4XX", "5XX"} <= set(operation["responses"]), path
    drawn = words["/v1/words/map.{kind}"]["responses"]["200"]["content"]
    assert {"image/png", "image/svg+xml"} <= set(drawn)

"""`pixword add` with recipes, and `pixword recipes`."""

import json
import os
import re
import subprocess

import pytest

from app.ingest import adding, recipes
from app.ingest.pipeline import add_candidates
from tests.app.recipes.conftest import MANIFEST, write_colour_recipes, write_rows
from tests.conftest import COLOURS, PIXWORD, make_picture


@pytest.fixture
def dishes(tmp_path):
    """A manifest of a red, a green and a blue dish, with photos."""
    for colour in COLOURS:
        (tmp_path / f"{colour}.png").write_bytes(make_picture(colour))
    rows = [
        {
            "image": f"{colour}.png",
            "title": f"{colour} soup",
            "ingredients": ["1 onion", f"2 {main}"],
            "instructions": ["Cook.", "Serve."],
            "tags": [f"{colour} things"],
            "source": "grandma",
        }
        for colour, main in zip(COLOURS, ("tomatoes", "tofu", "rice"), strict=True)
    ]
    return write_rows(tmp_path / "dishes.jsonl", rows)


@pytest.fixture
def cookbook(pixword, dishes):
    assert "added 3, known 0, refused 0" in pixword("add", dishes).stdout
    return dishes.parent


def titles(pixword):
    listed = pixword("recipes", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    return [json.loads(line)["title"] for line in listed.stdout.splitlines()]


def captions(pixword):
    listed = pixword("list", "--json").stdout.splitlines()
    return [caption for line in listed for caption in json.loads(line)["captions"]]


def hits(pixword, *arguments, **settings):
    found = pixword("recipes", "search", *arguments, "--json", **settings)
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)["hits"]


def refused(result, says, code=1):
    """Checks that a command failed with one sentence."""
    assert (result.returncode, says in result.stderr) == (code, True), result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"ingredients": 5}, "ingredients must be a text or a list of texts"),
        ({"ingredients": {"rice": 1}}, "ingredients must be a text or a list of texts"),
        ({"ingredients": ["rice", 5]}, "ingredients must be a text or a list of texts"),
        ({"instructions": [["Cook."]]}, "instructions must be a text or a list of texts"),
        ({"instructions": True}, "instructions must be a text or a list of texts"),
        ({"title": 5, "ingredients": ["rice"]}, "the title of a recipe must be one text"),
        ({"title": ["Pie", "Cake"], "ingredients": ["rice"]}, "the title of a recipe must be one"),
        ({"captions": 5, "ingredients": ["rice"]}, "captions must be a text or a list of texts"),
        ({"image": 5, "ingredients": ["rice"]}, "the picture's path is not text"),
        (
            {"ingredients": ["rice"], "picture_item": 5},
            "metadata: Value error, picture_item is a name of",
        ),
        ({"title": "x" * 1001, "ingredients": ["rice"]}, "title: String should have at most 1000"),
        ({"ingredients": ["x" * 2001]}, "ingredients.0: String should have at most 2000"),
        ({"ingredients": ["rice"] * 1001}, "ingredients: List should have at most 1000"),
        ({"instructions": "x" * 200_001}, "instructions.0: String should have at most 200000"),
        ({"instructions": ["x"] * 1001}, "instructions: List should have at most 1000"),
        (
            {"title": "Pie", "captions": ["x" * 1001], "ingredients": ["rice"]},
            "captions.1: String should have",
        ),
        ({"ingredients": ["rice"], "tags": ["x" * 201]}, "tags.0: String should have at most 200"),
        (
            {"ingredients": ["rice"]} | {f"f{at}": at for at in range(101)},
            "metadata: Dictionary should have at most 100",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_is_no_recipe_is_named_and_refused_alone(pixword, dishes, row, says):
    """Within the limits that requests have."""
    with dishes.open("a") as file:
        file.write(json.dumps(row) + "\n")
    result = pixword("add", dishes)
    assert result.returncode == 1
    assert "added 3, known 0, refused 1" in result.stdout
    assert f"refused dishes.jsonl, line 4: {says}" in " ".join(result.stderr.split())
    assert len(titles(pixword)) == 3


def test_recipes_that_say_nothing_are_refused_alone(pixword, dishes):
    with dishes.open("a") as file:
        for row in (
            {"ingredients": ["200 g unobtainium"]},
            {"ingredients": ["1/2", "..."]},
            {"title": "Gone", "ingredients": ["rice"], "image": "gone.png"},
            {"title": "Broken", "ingredients": ["rice"], "image": "dishes.jsonl"},
            {"instructions": "Cook."},
        ):
            file.write(json.dumps(row) + "\n")
    result = pixword("add", dishes)
    assert result.returncode == 1
    assert "added 4, known 0, refused 4" in result.stdout
    reported = [line for line in result.stderr.splitlines() if line.startswith("refused")]
    assert [line.split(": ")[0] for line in reported] == [
        f"refused dishes.jsonl, line {number}" for number in (4, 5, 6, 7)
    ]
    assert "no ingredient is known of '200 g unobtainium'" in reported[0]
    assert "nothing in the recipe has a letter" in reported[1]
    assert "gone.png: No such file or directory" in result.stderr
    assert titles(pixword) == [*(f"{colour} soup" for colour in COLOURS), ""]
    assert captions(pixword) == [f"{colour} soup" for colour in COLOURS]


def test_the_sample_recipes_are_added_once(pixword):
    assert "added 18, known 0, refused 0" in pixword("add", MANIFEST).stdout
    assert "added 0, known 18, refused 0" in pixword("add", MANIFEST).stdout
    rows = [json.loads(line) for line in MANIFEST.read_text().splitlines()]
    assert titles(pixword) == [row["title"] for row in rows] == captions(pixword)
    kept = json.loads(pixword("recipes", "show", "18").stdout)
    assert kept["metadata"] == {"id": rows[17]["id"], "split": "test"}
    for part in ("title", "ingredients", "instructions"):
        assert kept[part] == rows[17][part]
    item = json.loads(pixword("info", "18").stdout)
    assert item["path"].endswith("eggplant.jpg")
    assert item["metadata"]["ingredients"] == rows[17]["ingredients"]


def test_pictures_that_were_there_get_their_recipes(pixword, dishes):
    pixword("add", dishes.parent / "red.png")
    assert "added 3, known 0, refused 0" in pixword("add", dishes).stdout
    assert len(captions(pixword)) == 2  # the red one came by itself, without a caption
    assert len(titles(pixword)) == 3
    assert "added 0, known 3" in pixword("add", dishes).stdout


def test_a_title_beside_captions_is_the_recipes(pixword, tmp_path):
    (tmp_path / "red.png").write_bytes(make_picture("red"))
    said = {"title": "Pie", "captions": ["a red pie", "Pie"], "ingredients": ["rice"]}
    rows = [
        said | {"image": "red.png"},
        said,
        {"captions": ["Tart", "seen from above"], "ingredients": ["salt"]},
    ]
    assert "added 3" in pixword("add", write_rows(tmp_path / "rows.jsonl", rows)).stdout
    assert titles(pixword) == ["Pie", "Pie", "Tart"]
    kept = [json.loads(pixword("recipes", "show", at).stdout)["metadata"] for at in "123"]
    assert [own["captions"] for own in kept] == [["a red pie"]] * 2 + [["seen from above"]]
    assert captions(pixword) == ["Pie", "a red pie"]


def test_every_row_is_a_recipe_where_recipes_are_added(pixword, tmp_path):
    """As over HTTP; `pixword add` takes a title for a caption where nothing speaks of cooking."""
    for colour in ("red", "blue"):
        (tmp_path / f"{colour}.png").write_bytes(make_picture(colour))
    rows = [
        {"title": "Red soup"},
        {"title": "Blue soup", "image": "blue.png"},
        {"image": "red.png"},
        {"title": "Broth", "ingredients": []},
    ]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    assert "added 4, known 0, refused 0" in pixword("add", path).stdout
    assert titles(pixword) == ["Broth"]
    assert captions(pixword) == ["Red soup", "Blue soup"]
    added = pixword("recipes", "add", path)
    assert (added.returncode, added.stdout) == (1, "added 2, known 1, refused 1\n")
    says = "the recipe has neither title nor ingredients nor instructions"
    assert f"refused rows.jsonl, line 3: {says}" in added.stderr
    assert titles(pixword) == ["Broth", "Red soup", "Blue soup"]
    assert "added 0, known 3" in pixword("recipes", "add", path).stdout


def test_the_same_recipe_twice_in_a_file_is_known_the_second_time(pixword, tmp_path):
    rows = [{"title": "Pie", "ingredients": ["rice"]}, {"ingredients": ["rice"]}] * 2
    path = write_rows(tmp_path / "rows.jsonl", rows)
    assert "added 2, known 2, refused 0" in pixword("add", path).stdout
    assert "added 0, known 4, refused 0" in pixword("add", path).stdout
    assert titles(pixword) == ["Pie", ""]


def test_two_that_add_the_same_file_at_once_add_it_once(pixword, environment, tmp_path):
    rows = [{"title": f"Pie {at}", "ingredients": ["rice"]} for at in range(40)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    pixword("recipes", "list")  # makes the book
    both = [
        subprocess.Popen(
            [PIXWORD, "add", path], env=os.environ | environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    counts = [re.findall(r"\d+", own.communicate(timeout=120)[0]) for own in both]
    assert sum(int(added) for added, _, _ in counts) == 40
    assert sum(int(known) for _, known, _ in counts) == 40
    assert len(titles(pixword)) == 40


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("a.jsonl", "", "there are no recipes in"), ("a.jsonl", None, "a.jsonl cannot be read: No")],
)
def test_files_without_recipes(pixword, tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_text(content)
    refused(pixword("recipes", "add", tmp_path / name), says)


def test_csv_recipes(pixword, tmp_path):
    (tmp_path / "red.png").write_bytes(make_picture("red"))
    (tmp_path / "rows.csv").write_text(
        "image,title,ingredients,instructions,tags,year\n"
        'red.png,Red soup,"2 tomatoes; 1 onion, diced ;; ",Cook. Stir.;Serve.,hot; red,1950\n'
        ",,2 cups rice,,,\n"
        ",Blue plate,,,,\n"
    )
    added = pixword("add", tmp_path / "rows.csv")
    assert "added 3, known 0, refused 0" in added.stdout
    assert "added 0, known 3" in pixword("add", tmp_path / "rows.csv").stdout
    first, second = (json.loads(pixword("recipes", "show", n).stdout) for n in ("1", "2"))
    assert first["ingredients"] == ["2 tomatoes", "1 onion, diced"]
    assert first["instructions"] == ["Cook. Stir.", "Serve."]
    assert (first["title"], first["tags"]) == ("Red soup", ["hot", "red"])
    assert first["metadata"] == {"year": 1950}
    assert (second["title"], second["ingredients"]) == ("", ["2 cups rice"])
    assert titles(pixword) == ["Red soup", "", "Blue plate"]
    assert captions(pixword) == ["Red soup"]


@pytest.mark.parametrize("after", [1, 2, 4, 5])
def test_an_interrupted_add_goes_on_where_it_stopped(pixword, tmp_path, monkeypatch, after):
    """Two batches go into two collections each; it stops before any of the four is kept.

    The third call of each batch is for what is no recipe.
    """
    folder = write_colour_recipes(tmp_path / "many", copies=5)  # 40, in batches of 32
    calls = []

    def interrupted(destination, candidates):
        calls.append(destination)
        if len(calls) == after:
            raise KeyboardInterrupt
        return add_candidates(destination, candidates)

    for module in (adding, recipes):
        monkeypatch.setattr(module, "add_candidates", interrupted)
    assert pixword("add", folder / "rows.jsonl").returncode == 130
    monkeypatch.undo()
    before = len(titles(pixword)), len(captions(pixword))
    assert sorted(before) == {1: [0, 0], 2: [0, 32], 4: [32, 32], 5: [32, 40]}[after]
    again = pixword("add", folder / "rows.jsonl")
    complete = min(before)
    assert f"added {40 - complete}, known {complete}, refused 0" in again.stdout
    assert (len(titles(pixword)), len(captions(pixword))) == (40, 40)
    assert "added 0, known 40, refused 0" in pixword("add", folder / "rows.jsonl").stdout
    assert "removed 40" in pixword("recipes", "remove", *map(str, range(1, 41))).stdout
    assert captions(pixword) == []  # what one line added is removed as one


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "the query is empty"),
        (("",), "the query is empty"),
        (("rice -",), "after '-', at character 6"),
        (("nowhere.jpg",), "nowhere.jpg"),
        (("rice", "-k", "0"), "k must be from 1 to 1000, not 0"),
        (("rice", "--cursor", "x"), "this is not a cursor"),
        (("rice", "--filter", "{"), "filter: this is not JSON"),
        (("rice", "--filter", '{"colour": 1}'), "a filter is"),
        (("#99",), "no recipe has the number #99"),
        (("rice - rice",), "cancel each other out"),
        (("두부",), "the ingredient '두부' is not known"),
    ],
    ids=str,
)
def test_a_search_that_cannot_be_answered(pixword, cookbook, arguments, says):
    refused(pixword("recipes", "search", *arguments), says)


@pytest.mark.parametrize(
    "arguments",
    [("rice " * 2001,), ("rice", "--cursor", "x" * 4001)],
    ids=["a query", "a cursor"],
)
def test_what_is_too_long_is_no_matter_of_the_settings(pixword, cookbook, arguments):
    result = pixword("recipes", "search", *arguments)
    refused(result, "at most")
    assert "setting" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [("rice", "--target", "songs"), ("rice", "--min-relevance", "2"), ("rice", "-k", "many")],
    ids=str,
)
def test_options_of_the_wrong_kind(pixword, arguments):
    assert pixword("recipes", "search", *arguments).returncode == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "recipe.json cannot be read: No such file"),
        (b"", "recipe.json is not JSON"),
        (b"Red soup", "recipe.json is not JSON"),
        (b"\xff\xfe", "recipe.json is not JSON"),
        (b"[" * 100_000, "recipe.json is not JSON"),
        (b'{"title": "Pie"}\n{"title": "Pie"}', "recipe.json is not JSON"),
        (b'[{"title": "Pie"}]', "recipe.json is not a JSON object"),
        (b'"Pie"', "recipe.json is not a JSON object"),
        (b"null", "recipe.json is not a JSON object"),
        (b'{"title": 5}', "recipe.json: title: "),
        (b'{"ingredients": "rice"}', "recipe.json: ingredients: "),
        (b'{"instructions": [5]}', "recipe.json: instructions.0: "),
        (b"{}", "the recipe has neither title nor ingredients nor instructions"),
        ('{"ingredients": ["두부"]}'.encode(), "no ingredient is known of '두부'"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_recipe_file_that_holds_none(pixword, tmp_path, content, says):
    path = tmp_path / "recipe.json"
    if content is not None:
        path.write_bytes(content)
    refused(pixword("recipes", "search", "--recipe", path), says)


def test_a_folder_in_the_place_of_a_recipe_file(pixword, tmp_path):
    refused(pixword("recipes", "search", "--recipe", tmp_path), "Is a directory")


def test_a_photo_finds_its_recipe(pixword, cookbook):
    for colour in COLOURS:
        first = hits(pixword, cookbook / f"{colour}.png", "-k", "1")[0]
        assert (first["title"], first["rank"]) == (f"{colour} soup", 1)
    photos = hits(pixword, cookbook / "red.png", "--target", "photos")
    assert sorted(hit["title"] for hit in photos) == ["blue soup", "green soup"]
    moved = hits(pixword, f"{cookbook}/red.png - tomatoes + rice")
    assert [len(hit["contributions"]) for hit in moved] == [3, 3, 3]


def test_a_recipe_file_finds_recipes_and_photos(pixword, cookbook, tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"title": "Blue pie", "ingredients": ["2 rice"], "rating": 5}))
    for target in ("recipes", "photos"):
        assert hits(pixword, "--recipe", path, "--target", target)[0]["title"] == "blue soup"
    with_more = hits(pixword, "--recipe", path, "+ tofu", "-k", "1")[0]
    assert [own["term"] for own in with_more["contributions"]] == [0, 1]
    photo_beside = hits(pixword, "--recipe", path, f"4*{cookbook}/red.png")[0]
    assert photo_beside["title"] == "red soup"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())  # as Windows writes it
    assert hits(pixword, "--recipe", path, "-k", "1")[0]["title"] == "blue soup"


def test_pages_filters_and_numbers(pixword, cookbook):
    whole = hits(pixword, "onion")
    first = json.loads(pixword("recipes", "search", "onion", "-k", "2", "--json").stdout)
    rest = hits(pixword, "onion", "--cursor", first["next"])
    assert first["hits"] + rest == whole
    assert {hit["id"] for hit in whole} == {1, 2, 3}
    assert [hit["title"] for hit in hits(pixword, "onion", "--tag", "red things")] == ["red soup"]
    where = '{"field": "title", "eq": "blue soup"}'
    assert [hit["id"] for hit in hits(pixword, "onion", "--filter", where)] == [3]
    assert {hit["id"] for hit in hits(pixword, "#1")} == {2, 3}
    sure = hits(pixword, cookbook / "red.png", "--min-relevance", "0.5")
    assert [hit["title"] for hit in sure] == ["red soup"]


def test_the_table_names_what_speaks_most(pixword, cookbook):
    shown = pixword("recipes", "search", "tofu", "-k", "2", COLUMNS="250").stdout
    wanted = hits(pixword, "tofu", "-k", "2")
    for hit in wanted:
        assert f"#{hit['id']}" in shown
        assert hit["title"] in shown
        assert f"{hit['score']:.3f}" in shown
        loudest = hit["voices"][0]
        assert f"{loudest['share']:+.2f} {loudest['ingredient']}" in shown
        assert str(cookbook / f"{hit['title'].split()[0]}.png") in shown


def test_names_that_look_like_markup_are_printed_as_they_are(pixword, tmp_path):
    name = "[/b] a [red] soup :cat:"
    write_rows(tmp_path / "rows.jsonl", [{"title": name, "ingredients": ["[bold] rice", "salt"]}])
    assert pixword("add", tmp_path / "rows.jsonl").returncode == 0
    for command in (("list",), ("search", "rice")):
        shown = pixword("recipes", *command, COLUMNS="200")
        assert shown.returncode == 0, shown.stderr
        assert name in shown.stdout
    assert "[bold] rice" in pixword("recipes", "search", "salt", COLUMNS="200").stdout


def test_list_and_show(pixword, cookbook):
    assert titles(pixword) == [f"{colour} soup" for colour in COLOURS]
    shown = pixword("recipes", "list", "-k", "2").stdout
    assert "red soup" in shown
    assert "blue soup" not in shown
    assert "more: --after 2" in shown
    rest = pixword("recipes", "list", "-k", "2", "--after", "2").stdout
    assert "blue soup" in rest
    assert "more" not in rest
    refused(pixword("recipes", "list", "-k", "0"), "k must be from 1 to 1000, not 0")
    kept = json.loads(pixword("recipes", "show", "2").stdout)
    assert (kept["ingredients"], kept["metadata"]) == (["1 onion", "2 tofu"], {"source": "grandma"})
    refused(pixword("recipes", "show", "9"), "#9")
    assert pixword("recipes", "show", "nine").returncode == 2
    assert pixword("recipes", "show").returncode == 2


def test_remove_takes_the_picture_along_and_leaves_the_file(pixword, cookbook):
    refused(pixword("recipes", "remove", "1", "9"), "#9")
    assert len(titles(pixword)) == 3
    assert "removed 1" in pixword("recipes", "remove", "1", "1").stdout
    assert titles(pixword) == captions(pixword) == ["green soup", "blue soup"]
    assert (cookbook / "red.png").exists()
    assert "removed 1" in pixword("remove", "2").stdout
    assert titles(pixword) == captions(pixword) == ["blue soup"]
    assert "added 2, known 1, refused 0" in pixword("add", cookbook / "dishes.jsonl").stdout
    assert titles(pixword) == ["blue soup", "red soup", "green soup"]


def test_a_picture_that_was_there_before_stays(pixword, dishes):
    pixword("add", dishes.parent / "red.png")
    pixword("add", dishes)
    assert "removed 3" in pixword("recipes", "remove", "1", "2", "3").stdout
    left = [json.loads(line) for line in pixword("list", "--json").stdout.splitlines()]
    assert [item["id"] for item in left] == [1]
    assert (dishes.parent / "red.png").exists()


def test_the_command_line_answers_as_the_server_does(pixword, book):
    """Beside the server, on its data, in the shipped space."""
    photo = book.samples["strawberries-with-sugar-and-lemon"].file
    found = hits(pixword, f"{photo} - sugar + honey", "-k", "18", **book.environment)
    served = book.ask(("photo.jpg", photo.read_bytes()), q="- sugar + honey", k=18)["hits"]
    assert [hit["id"] for hit in found] == [hit["id"] for hit in served]
    assert found[0]["voices"] == served[0]["voices"]
    assert "Strawberries with Sugar and Lemon" in [hit["title"] for hit in found[:3]]

"""Strings of the page: every language has all of them, and none is missing or left over."""

import re
from importlib.resources import files

import pytest

from app.exceptions import KNOWN_ERRORS
from app.page.languages import languages, preferred_language

PAGE = files("app.page")
SOURCES = [
    file.read_text("utf-8")
    for folder in ("templates", "static")
    for file in (PAGE / folder).iterdir()
    if file.name.endswith((".html", ".js"))
]
NAMED = {key for text in SOURCES for key in re.findall(r'say\(\s*"([\w.-]*\w)"', text)}
OF_PROBLEMS = "problem.of."
# Errors that nobody meets on the page: of the command line, of operations that it does not use, or
# bases of others; and one that it tells with a link.
ELSEWHERE = """
    Abandoned AlreadyMoving BadCorpus BadKeyName BadManifest BadPlace BadSnapshot BadSpace
    BadTransfer CollectionExists DefaultCollection Exposed ExtraMissing ForeignHost GaveUp
    HeadsMismatch KeyTaken MapChanged NoCatalogue NoStates NoSuchAsset NothingAdded NothingToLearn
    OtherRunUnfinished PhotoTaken PlotFailed PreflightRefused RetryLater SnapshotBusy
    SnapshotFailed SnapshotInterrupted TooManyCollections TracingUnavailable TrainingDiverged
    UnfitSettings UnknownAid UnknownEncoder UnknownKey UnknownModel UnknownWord UnreadableWords
    VocabularyFailed
"""
PARTS = re.compile(r'"([a-z][\w-]*(?:\.[\w-]+)*)"')


def placeholders(text):
    forms = [text] if isinstance(text, str) else list(text.values())
    return {name for form in forms for name in re.findall(r"\{(\w+)\}", form)}


def test_a_string_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        languages()["en"].say("nothing.of.that.name")


@pytest.mark.parametrize("code", ["en", "ko"])
def test_every_string_that_is_named_is_there(code):
    assert sorted(NAMED - set(languages()[code].texts)) == []


def test_every_language_has_the_same_strings_with_the_same_values():
    english, korean = (languages()[code].texts for code in ("en", "ko"))
    assert set(english) == set(korean)
    for key, text in english.items():
        if key.startswith(OF_PROBLEMS):  # the English detail may say no more than the sentence
            assert placeholders(korean[key]) <= placeholders(text), key
        else:
            assert placeholders(text) == placeholders(korean[key]), key


def errors_below(base):
    for own in base.__subclasses__():
        yield own.__name__
        yield from errors_below(own)


@pytest.mark.parametrize("code", ["en", "ko"])
def test_every_error_that_somebody_meets_on_the_page_has_a_sentence(code):
    named = {name for base in KNOWN_ERRORS for name in errors_below(base)} | {"InternalError"}
    told = {
        key.removeprefix(OF_PROBLEMS)
        for key in languages()[code].texts
        if key.startswith(OF_PROBLEMS)
    }
    assert sorted(told & set(ELSEWHERE.split())) == []
    assert sorted(named ^ told ^ set(ELSEWHERE.split())) == []


def test_no_string_is_left_over():
    literals = {part for text in SOURCES for part in PARTS.findall(text)}
    built = {text.rpartition(".")[0] for text in re.findall(r"`([\w.]+\.)\$\{", "\n".join(SOURCES))}
    built |= {text.rstrip(".") for text in re.findall(r'say\("([\w.]+\.)" ~', "\n".join(SOURCES))}
    unused = {
        key
        for key in languages()["en"].texts
        if key not in literals and not any(key.startswith(f"{prefix}.") for prefix in built)
    }
    assert unused == set()


def test_numbers_are_in_their_places_and_choose_the_plural():
    english, korean = languages()["en"], languages()["ko"]
    assert english.say("items", count=1) == "1 picture"
    assert english.say("items", count=12_345) == "12,345 pictures"
    assert korean.say("items", count=1) == "사진 1장"


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en;q=0.5,ko;q=0.9", "ko"),
        ("fr;q=0.9, ko;q=0.5", "ko"),
        ("fr, *, ko;q=0.1", "en"),
        ("ko;q=0", "en"),
        ("ko;q=x, ;;;, en", "en"),
        ("KO", "ko"),
        (",".join(["x"] * 5000), "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best(accepted, code):
    assert preferred_language(accepted).code == code


@pytest.mark.parametrize(("accepted", "code"), [("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("fr", "en")])
def test_pages_are_in_that_language(shared_server, accepted, code):
    answer = shared_server.http.get("/", headers={"Accept-Language": accepted})
    assert answer.headers["content-language"] == code
    assert f'<html lang="{code}"' in answer.text

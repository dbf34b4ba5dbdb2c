"""Words on the page at `/words`."""

import random
import re

import pytest
from playwright.sync_api import expect

from index.query import PictureTerm, TextTerm, parse_query
from tests.browser.accessibility import check_accessible
from tests.browser.holding import Held
from tests.browser.visits import DARK, KOREAN, PHONE, WITHOUT_SCRIPTS

VISITORS = {"light": {}, "dark": DARK, "phone": PHONE, "korean": KOREAN}
SHOWN = {"words": "/words", "words-sum": "/words?q=king+-+man+%2B+woman"}
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("pw-word-map text")].map(text => text.getBoundingClientRect());
  const outer = document.querySelector("pw-word-map").getBoundingClientRect();
  const hide = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  return {
    hidden: boxes.filter((box, i) => boxes.some((other, j) => j < i && hide(box, other))).length,
    outside: boxes.filter(box => box.left < outer.left || box.right > outer.right).length,
  };
}"""


@pytest.fixture
def near(page):
    return page.get_by_role("list", name="Words near to it").get_by_role("listitem")


@pytest.fixture
def on_map(page):
    return page.locator("pw-word-map")


@pytest.mark.parametrize(
    ("asked", "sentence"), [('king "', "expected + or -"), ("#7", "an analogy is of words")]
)
def test_a_sum_with_a_mistake_says_what_is_wrong(page, watch, near, asked, sentence):
    page.goto("/words?q=strawberry")
    expect(near.first).to_be_visible()
    page.get_by_role("searchbox").fill(asked)
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(near.first).to_be_hidden()
    watch.expect("status of 4")
    page.get_by_role("searchbox").fill("strawberry")
    expect(near.first).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_mistake_is_told_without_scripts(visit):
    page = visit(**WITHOUT_SCRIPTS)
    page.goto("/words?q=king+%22")
    expect(page.get_by_role("alert")).to_contain_text("expected + or -")


def test_a_sum_that_is_not_finished_is_not_asked_for(page, near):
    page.goto("/words")
    page.get_by_role("searchbox").press_sequentially("king")
    expect(page.get_by_role("status")).to_have_text("Nearest to king")
    page.get_by_role("searchbox").press_sequentially(" - ")
    page.wait_for_timeout(400)
    expect(page.get_by_role("status")).to_have_text("Nearest to king")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_what_is_typed_is_answered_and_the_address_holds_it(page, near, on_map):
    page.goto("/words")
    page.get_by_role("searchbox").fill("king - man + woman")
    expect(near.first.get_by_role("link").first).to_have_text("queen")
    expect(near.first).to_contain_text(re.compile(r"cosine 0\.[89]"))
    expect(page).to_have_url(re.compile(r"q=king\+-\+man\+%2B\+woman$"))
    expect(on_map.get_by_role("link", name="queen", exact=True)).to_be_visible()
    page.reload()
    expect(near.first.get_by_role("link").first).to_have_text("queen")
    expect(page.get_by_role("searchbox")).to_have_value("king - man + woman")


def test_the_latest_of_what_is_typed_is_answered(page, near):
    page.goto("/words")
    answers = []

    def hold(route):
        answers.append(route)

    page.route("**/v1/words/analogy*", hold)
    page.get_by_role("searchbox").fill("king")
    page.wait_for_timeout(300)
    page.get_by_role("searchbox").fill("strawberry")
    page.wait_for_timeout(300)
    early, late = answers
    expect(page.get_by_role("alert")).to_be_hidden()  # what was given up is no mistake
    late.continue_()
    expect(page.get_by_role("status")).to_have_text("Nearest to strawberry")
    early.abort()
    page.wait_for_timeout(200)
    expect(page.get_by_role("status")).to_have_text("Nearest to strawberry")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_words_lead_on_with_the_keyboard_and_back_again(page, near):
    page.goto("/words?q=strawberry")
    near.first.get_by_role("link", name=re.compile("^Add ")).focus()
    word = near.first.get_by_role("link").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value(f"strawberry + {word}")
    expect(page.locator("#notes")).to_contain_text("alike by a cosine of 0.")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("strawberry")
    expect(near.first.get_by_role("link").first).to_have_text(word)
    near.first.get_by_role("link").first.press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Nearest to {word}")


def test_a_word_of_the_map_is_asked_for(page, on_map):
    page.goto("/words?q=strawberry")
    on_map.get_by_role("link", name="lemon", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Nearest to lemon")
    expect(on_map.get_by_role("link", name="lemon", exact=True)).to_have_class(re.compile("asked"))


@pytest.mark.parametrize("visitor", [{}, PHONE], ids=["desktop", "phone"])
def test_names_on_the_map_can_be_read_in_either_layout(visit, visitor):
    page = visit(**visitor)
    page.goto("/words?q=king+-+man+%2B+woman")
    on_map = page.locator("pw-word-map")
    expect(on_map.get_by_role("link")).to_have_count(27)
    places = page.evaluate(
        "[...document.querySelectorAll('circle')].map(own => own.cx.baseVal.value)"
    )
    found = page.evaluate(OVERLAPS)
    assert found["outside"] == 0
    assert found["hidden"] <= 3
    page.get_by_text("t-SNE").click()
    expect(page).to_have_url(re.compile("layout=tsne"))
    expect(page.locator("circle").first).not_to_have_attribute("cx", str(places[0]), timeout=20_000)
    assert page.evaluate(OVERLAPS)["hidden"] <= 3


def test_a_word_of_no_vocabulary_is_said_to_be_spelt(page, near):
    page.goto("/words")
    page.get_by_role("searchbox").fill("misunderestimatedly")
    expect(page.locator("#notes")).to_have_text(
        "“misunderestimatedly” is not in the vocabulary: its spelling tells where it is."
    )
    expect(near).to_have_count(24)


def test_everything_leads_on_without_scripts(visit):
    page = visit(**WITHOUT_SCRIPTS)
    page.goto("/words")
    page.get_by_role("searchbox").fill("king - man + woman")
    page.get_by_role("button", name="Search").click()
    queen = page.get_by_role("listitem").filter(has_text="queen")
    expect(page.get_by_role("img", name="Map of these words")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.mapped img').naturalWidth") > 100
    queen.get_by_role("link", name="Subtract queen").click()
    expect(page.get_by_role("searchbox")).to_have_value("king - man + woman - queen")


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("shown", SHOWN)
def test_the_page_of_words_can_be_used_by_everybody(visit, shown, visitor, screenshot):
    page = visit(**VISITORS[visitor])
    page.goto(SHOWN[shown], wait_until="networkidle")
    check_accessible(page)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "it must be scrolled sideways"
    if visitor == "korean":
        expect(page.get_by_role("heading", level=1)).to_have_text("단어: 가까운 단어와 단어의 합")
    screenshot(page, f"{shown}-{visitor}")


def test_sums_are_read_as_the_page_writes_them(page):
    page.goto("/words")
    version = page.locator("link[rel=stylesheet]").get_attribute("href").split("/")[2]
    chosen = random.Random(0)
    parts = [
        "king",
        "-",
        "+",
        " ",
        "  ",
        "\u2212",
        '"',
        "\\",
        "*",
        "\u00d7",
        "#7",
        "2",
        "0.5*",
        "é",
        "한국",
        "\u3000",
        "'",
    ]
    sums = [[_any_term(chosen, parts) for _ in range(chosen.randint(1, 5))] for _ in range(400)]
    told = [[_told(term) for term in terms] for terms in sums]
    written = page.evaluate(
        "async ([address, sums]) => { const {writeQuery} = await import(address); return sums.map(writeQuery); }",
        [f"/page/{version}/query-writing.js", told],
    )
    for terms, q in zip(sums, written, strict=True):
        assert parse_query(q, ["dish_0123abcd"]) == terms, q


def _any_term(chosen, parts):
    weight = chosen.choice([1.0, -1.0, 0.5, -2.25])
    text = "".join(chosen.choices(parts, k=chosen.randint(1, 4)))
    if not text.strip() or chosen.random() < 0.1:
        return PictureTerm(weight, "dish_0123abcd")
    return TextTerm(weight, text)


def _told(term):
    if isinstance(term, PictureTerm):
        return {"weight": term.weight, "picture": term.name}
    return {"weight": term.weight, "text": term.text}


def test_what_is_typed_before_scripts_run_is_answered(page):
    scripts = Held(page, "**/words-page.js")
    page.goto("/words?q=king", wait_until="commit")
    page.get_by_role("searchbox").fill("strawberry")
    scripts.let_go()
    expect(page).to_have_url(re.compile("q=strawberry$"))
    expect(page.locator("#status")).to_contain_text("strawberry")

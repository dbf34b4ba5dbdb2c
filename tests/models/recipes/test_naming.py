"""The name of an ingredient is found among quantities, measures and remarks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipes.ingredients.naming import name_ingredient

NAMELESS = [
    *("", " ", "\t\n", "123", "1/2", "½", "²", "1 1/2", "...", "( )", "(", "*", "-", ":", "٣"),
    *("For the sauce:", "Topping:", "For the Crust (optional):", "sauce\uff1a", "1 cup sugar :"),
    *("--- Sauce ---", "*** For the dough ***", "== Filling =="),
    *("for frying", "as needed", "for the sauce", "ground", "half", "chopped", "7up"),
]

NAMES = {
    # quantities
    "1/2 cup sugar": "sugar",
    "½ cup sugar": "sugar",
    "1½ cups sugar": "sugar",
    "1 1/2 cups sugar": "sugar",
    "1\u20442 cup sugar": "sugar",
    "2-3 carrots": "carrot",
    "2\u20133 carrots": "carrot",
    "2 - 3 carrots": "carrot",
    "1 to 2 tablespoons honey": "honey",
    "2 or 3 carrots": "carrot",
    "two carrots": "carrot",
    "about 1 cup rice": "rice",
    "at least 2 cups rice": "rice",
    "a pinch of saffron": "saffron",
    "a dozen eggs": "egg",
    "2 doz eggs": "egg",
    "four eggs": "egg",
    "twelve large eggs": "egg",
    "half a lemon": "lemon",
    "half an onion, sliced": "onion",
    "a quarter of an onion": "onion",
    "half a dozen eggs": "egg",
    "half and half": "half and half",
    "up to 2 cups water": "water",
    "approx 200 g rice": "rice",
    "1 heaped tablespoon flour": "flour",
    "1 rounded teaspoon salt": "salt",
    "2 servings rice": "rice",
    "3 kiwis": "kiwi",
    "2 loaves": "loaf",
    "6 cut up chicken pieces": "chicken",
    "\uff11 cup rice": "rice",
    # measures
    "500g beef": "beef",
    "500 g beef": "beef",
    "2 kg beef": "beef",
    "1 l milk": "milk",
    "250ml cream": "cream",
    "1 lb. beef": "beef",
    "2 lbs beef": "beef",
    "1 fl. oz. rum": "rum",
    "1 c. flour": "flour",
    "3 TBSP honey": "honey",
    "1 T honey": "honey",
    "1 (8 ounce) package cream cheese": "cream cheese",
    "1 x 400g tin tomatoes": "tomato",
    "2 celery stalks": "celery",
    "1 head cabbage": "cabbage",
    "3 cinnamon sticks": "cinnamon",
    # what is of something else
    "juice of 1 lemon": "lemon juice",
    "Juice of 1/2 small lemon, strained": "lemon juice",
    "grated zest of 2 oranges": "orange zest",
    "1 tablespoon juice from one lime": "lime juice",
    "juice of": "juice",
    "juice of juice of lime": "juice of lime juice",
    "a few drops of Tabasco": "tabasco",
    "a couple of eggs": "egg",
    "some flour": "flour",
    "1 squeeze lemon juice": "lemon juice",
    "a drizzle of olive oil": "olive oil",
    "1 rack of lamb": "lamb",
    "2 celery ribs": "celery",
    "2 ribs celery": "celery",
    "4 pork ribs": "pork rib",
    "2 pounds beef short ribs": "beef short rib",
    # brackets
    "2 (14 ounce) cans diced tomatoes, drained": "tomato",
    "1 [purple] onion": "onion",
    "(optional) parsley": "parsley",
    "chicken breasts (about 2 lb), cut": "chicken breast",
    "rice (see the note": "rice",
    # remarks
    "butter, softened": "butter",
    "butter - softened": "butter",
    "butter \u2013 softened": "butter",
    "butter — softened": "butter",
    "butter; softened": "butter",
    "butter* see note": "butter",
    "salt to taste": "salt",
    "Salt, to taste": "salt",
    "oil for frying": "oil",
    "1 can tuna in water": "tuna",
    "butter or margarine": "butter",
    "* 1 cup rice": "rice",
    "- 1 cup rice": "rice",
    "• 1 cup rice": "rice",
    "1 cup water, boiling": "water",
    # what is a measure and what is a name
    "skinless, boneless chicken breast halves": "chicken breast",
    "4 skinless, boneless chicken breast halves - cut": "chicken breast",
    "6 whole cloves": "clove",
    "1 tsp. whole cloves (optional)": "clove",
    "1/4 teaspoon ground cloves": "ground clove",
    "3 cloves garlic": "garlic",
    "3 garlic cloves, minced": "garlic",
    "1 cup half and half": "half and half",
    "1 cup half-and-half": "half and half",
    "1 pound ground beef": "ground beef",
    "1 rib": "rib",
    "salt and pepper": "salt and pepper",
    "all-purpose flour": "all purpose flour",
    "extra-virgin olive oil": "extra virgin olive oil",
    # one of them
    "3 tomatoes": "tomato",
    "2 cups cherries": "cherry",
    "2 peaches": "peach",
    "5 radishes": "radish",
    "4 bay leaves": "bay leaf",
    "2 cups peas": "pea",
    "1 cup molasses": "molasses",
    "asparagus": "asparagus",
    "hummus": "hummus",
    "watercress": "watercress",
    "gas": "gas",
    # other scripts
    "소금 1큰술": "소금",
    "2 cups 米": "米",
    "\uff11cup 砂糖": "砂糖",
    "Соль": "соль",
    "2 kg Картофель, вареный": "картофель",
    "٣ بيض": "بيض",
    "\u1369 ሽንኩርት": "ሽንኩርት",
    "2 cups दही": "दही",
    "Crème fraîche": "crème fraîche",
    "cre\u0300me frai\u0302che": "crème fraîche",
}

QUANTITIES = ["1", "1/2", "½", "1 1/2", "1½", "2-3", "2 - 3", "1 to 2", "about 3", "10.5", "a"]
UNITS = ["cup", "Cups", "tbsp.", "teaspoons", "oz", "fl. oz.", "g", "kg", "ml", "l", "cloves"]
PARTS = [
    *("sugar", "olive", "oil", "garlic", "chicken", "breast", "onions", "米", "соль", "salt-free"),
    *("whole", "ground", "cloves", "half", "halves", "fresh", "chopped", "boneless", "cans"),
    *("and", "of", "to", "for", "in", "the", "x", "leaves"),
]


@pytest.mark.parametrize("line", NAMELESS)
def test_a_line_that_names_nothing_has_no_name(line):
    assert name_ingredient(line) == ""


@pytest.mark.parametrize("line", NAMES)
def test_an_ingredient_is_named(line):
    assert name_ingredient(line) == NAMES[line]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("1 cup, packed, brown sugar", "brown sugar"),
        ("2 cups - sugar", "sugar"),
        ("1 (8 ounce) package, cream cheese", "cream cheese"),
    ],
)
def test_a_measure_before_a_comma_is_no_name(line, name):
    assert name_ingredient(line) == name


@given(st.sampled_from(QUANTITIES), st.sampled_from(UNITS), st.lists(st.sampled_from(PARTS)))
def test_a_quantity_and_a_measure_in_front_change_no_name(quantity, measure, parts):
    name = " ".join(parts)
    expected = name_ingredient(name)
    if expected:
        assert name_ingredient(f"{quantity} {measure} {name}") == expected
        assert name_ingredient(f"{quantity} {name}") == expected


@given(st.one_of(st.text(), st.text("1½²٣①Ⅳ\u1369a b,-(:)[]*ß’'cup\u0301\u093e")))
def test_any_text_has_a_name_of_words_without_digits(text):
    name = name_ingredient(text)
    assert not any(map(str.isdigit, name))
    assert name == " ".join(name.split())
    assert name == name.casefold()


LONG = {
    "sugar ": "sugar " * 9999 + "sugar",
    "cups ": "cup",
    "(": "",
    "[(": "",
    "1 ": "",
    " - ": "",
    ", ": "",
    "a'": "a'" * 9999 + "a",
    "ä\u0301 ": "ä\u0301 " * 9999 + "ä\u0301",
    "कि ": "कि " * 9999 + "कि",
    "\u093e": "",
}


@pytest.mark.parametrize("piece", LONG)
def test_a_very_long_line_takes_no_time(piece):
    name_ingredient("कि")  # compiles what it needs
    started = time.perf_counter()
    name = name_ingredient(piece * 10_000)
    assert time.perf_counter() - started < 0.5
    assert name == LONG[piece]

"""The ways on which a picture comes into a server."""


def add(http, content):
    return http.post("/v1/items", files={"pictures": ("x.png", content)})


def tag(http, content):
    return http.post("/v1/tags", files={"picture": ("x.png", content)})


def search(http, content):
    return http.post("/v1/search", files={"pictures": ("x.png", content)})


def search_recipes(http, content):
    return http.post("/v1/recipes/search", files={"pictures": ("x.png", content)})


def add_recipe(http, content):
    recipes = '{"recipes": [{"title": "soup", "picture": "x.png"}]}'
    return http.post(
        "/v1/recipes", data={"recipes": recipes}, files={"pictures": ("x.png", content)}
    )


WAYS = {
    "tags": tag,
    "search": search,
    "items": add,
    "recipe search": search_recipes,
    "recipes": add_recipe,
}

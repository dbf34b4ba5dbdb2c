"""`pixword search` and `pixword tag`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.context import opened
from app.cli.printing import show_table
from app.exceptions import UnknownPicture
from app.parameters import COLLAPSE, MIN_RELEVANCE, read_filter
from app.pictures import PictureStore
from app.search.queries import Answer, Query, answer
from app.search.schemas import describe_answer
from app.tags.service import tag_picture
from index.query import parse_query
from index.search import Target

Hits = Annotated[int, typer.Option("-k", help="How many.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


class QueriedFiles:
    """Pictures that a query names by their path."""

    def __init__(self, store: PictureStore) -> None:
        """Takes what reads picture files."""
        self._store = store

    def read(self, name: str) -> bytes:
        """Returns a picture file's bytes.

        Raises:
            UnknownPicture: It cannot be read.
        """
        try:
            return self._store.read_file(Path(name))
        except OSError as error:
            raise UnknownPicture(f"the picture {name}: {error.strerror}", name) from None


def search(
    query: Annotated[str, typer.Argument(help="Such as: dog on a beach; #42 - dog + cat; a.jpg.")],
    k: Hits = 10,
    target: Annotated[
        Target, typer.Option(help="What is looked for: pictures, or texts of these kinds.")
    ] = "images",
    tag: Annotated[list[str] | None, typer.Option(help="Only items with all of these.")] = None,
    where: Annotated[str | None, typer.Option("--filter", help="A filter as JSON.")] = None,
    cursor: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    collapse: Annotated[float | None, typer.Option(min=0.5, max=1, help=COLLAPSE)] = None,
    min_relevance: Annotated[float | None, typer.Option(min=0, max=1, help=MIN_RELEVANCE)] = None,
    as_json: Json = False,
) -> None:
    """Search with words, pictures, items and any sum of them."""
    terms = parse_query(query)
    asked = Query(terms, target, read_filter(where, tag), k, cursor, collapse, min_relevance)
    with opened() as workspace:
        found = answer(workspace, asked, QueriedFiles(workspace.pictures))
        if as_json:
            print(describe_answer(found).model_dump_json(indent=2))
        else:
            show_table(_table(found))


def tag(
    picture: Annotated[Path, typer.Argument(help="A picture file.")],
    k: Hits = 10,
    min_probability: Annotated[
        float | None, typer.Option(min=0, max=1, help="Leave out words that are less probable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find words for a picture."""
    with opened() as workspace:
        content = QueriedFiles(workspace.pictures).read(str(picture))
        tagging = tag_picture(workspace, content, k, min_probability)
    if as_json:
        print(tagging.model_dump_json(indent=2))
        return
    for word in tagging.tags:
        probability = "" if word.probability is None else f"{word.probability:6.3f}"
        print(f"{word.score:6.3f}{probability}  {word.tag}")


def _table(found: Answer) -> Table:
    table = Table("rank", "id", "score", "relevance", "what", "where")
    for hit, relevance in zip(found.hits, found.relevance, strict=True):
        item: Any = found.items.get(hit.item_id) if hit.item_id is not None else None
        words = hit.text or (", ".join(item.captions or item.tags) if item else "")
        place = (item.path or "") if item else ""
        number = "" if hit.item_id is None else f"#{hit.item_id}"
        figures = (f"{hit.score:.3f}", figure(relevance))
        table.add_row(str(hit.rank), number, *figures, words, place)
    return table


def figure(value: float | None) -> str:
    """Writes a relevance; a dash where the space was not calibrated."""
    return "-" if value is None else f"{value:.2f}"

"""`pixword words`: what word vectors know."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.asking import AskingCommand
from app.cli.printing import show_table
from app.config import Settings
from app.exceptions import PlotFailed
from app.words import service
from app.words.schemas import AskedWord, NeighbourList
from models.words.drawing import PictureFormat
from models.words.files import load_word_vectors, save_word_vectors
from models.words.layout import Layout
from models.words.lexicon import Lexicon, Source
from models.words.opening import open_lexicon

words = typer.Typer(
    help="What word vectors know: neighbours, analogies, similarity, a map.", no_args_is_help=True
)

Vectors = Annotated[
    str | None, typer.Option("--vectors", help="Word vectors; PIXWORD_WORDS if left out.")
]
Chars = Annotated[Path | None, typer.Option(help="Speller; the one beside them if left out.")]
Hits = Annotated[int, typer.Option("-k", min=1, help="How many.")]
MostFrequent = Annotated[
    int | None, typer.Option(min=1, help="Look among so many words, the most frequent ones.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]

_ORIGINS = {
    Source.SPELLING: "is not in the vocabulary: placed by its spelling",
    Source.BOTH: "was seen seldom: its vector leans on its spelling",
}


@words.callback()
def group() -> None:
    """What word vectors know: neighbours, analogies, similarity, a map."""


@words.command()
def neighbours(
    word: Annotated[str, typer.Argument(help="A word.")],
    k: Hits = 10,
    vectors: Vectors = None,
    chars: Chars = None,
    most_frequent: MostFrequent = None,
    as_json: Json = False,
) -> None:
    """Find the words nearest to a word."""
    _show(service.neighbours(_open(vectors, chars), word, k, most_frequent), as_json=as_json)


@words.command(cls=AskingCommand)
def analogy(
    question: Annotated[str, typer.Argument(help="Such as: king - man + woman.")],
    k: Hits = 10,
    vectors: Vectors = None,
    chars: Chars = None,
    most_frequent: MostFrequent = None,
    as_json: Json = False,
) -> None:
    """Find the words nearest to a sum of words."""
    _show(service.analogy(_open(vectors, chars), question, k, most_frequent), as_json=as_json)


@words.command()
def similarity(
    first: Annotated[str, typer.Argument(help="A word.")],
    second: Annotated[str, typer.Argument(help="Another word.")],
    vectors: Vectors = None,
    chars: Chars = None,
    as_json: Json = False,
) -> None:
    """Compare two words: cosine, from -1 to 1."""
    found = service.similarity(_open(vectors, chars), first, second)
    if as_json:
        print(found.model_dump_json(indent=2))
        return
    _tell_origins(found.asked)
    print(f"{found.similarity:.3f}")


@words.command("map")
def draw(
    out: Annotated[Path, typer.Option(help="Where the picture goes: FILE.png or FILE.svg.")],
    chosen: Annotated[list[str] | None, typer.Argument(metavar="[WORD]...", help="Words.")] = None,
    around: Annotated[str | None, typer.Option(help="A word that brings its neighbours.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many of them.")] = 30,
    layout: Annotated[Layout, typer.Option(help="How they are placed.")] = Layout.PCA,
    vectors: Vectors = None,
    chars: Chars = None,
    as_json: Json = False,
) -> None:
    """Draw words in two dimensions."""
    kind = _kind_of(out)
    found = service.word_map(_open(vectors, chars), chosen or [], around, k, layout)
    picture = service.draw_words(found, kind, around)
    try:
        out.write_bytes(picture)
    except OSError as error:
        raise PlotFailed(f"the map cannot be saved as {out}: {error.strerror}") from None
    print(found.model_dump_json(indent=2) if as_json else f"drew {len(found.words)} words: {out}")


@words.command()
def convert(
    source: Annotated[str, typer.Argument(help="Word vectors: a file, or glove-6b-50d.")],
    out: Annotated[
        Path, typer.Argument(help="FILE.safetensors (mapped into memory), FILE.bin, or text.")
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many words.")] = None,
) -> None:
    """Write word vectors in another form."""
    vectors = load_word_vectors(source, limit)
    save_word_vectors(out, vectors)
    print(f"wrote {len(vectors.words):,} words of {vectors.dimension} numbers: {out}")


def _open(vectors: str | None, chars: Path | None) -> Lexicon:
    settings = Settings()
    if vectors is not None:
        return open_lexicon(vectors, chars)
    return open_lexicon(settings.words, chars or settings.chars)


def _show(found: NeighbourList, *, as_json: bool) -> None:
    if as_json:
        print(found.model_dump_json(indent=2))
        return
    _tell_origins(found.asked)
    table = Table("rank", "word", "cosine")
    for rank, neighbour in enumerate(found.neighbours, start=1):
        table.add_row(str(rank), neighbour.word, f"{neighbour.score:.3f}")
    show_table(table)


def _tell_origins(asked: list[AskedWord]) -> None:
    """Says on standard error which words are not known as well as others."""
    console = Console(stderr=True)
    for word in asked:
        if word.source in _ORIGINS:
            console.print(f"{word.word} {_ORIGINS[word.source]}", markup=False, highlight=False)


def _kind_of(out: Path) -> PictureFormat:
    """Reads the form of a picture off its name, before any work is done."""
    try:
        return PictureFormat(out.suffix.lower().removeprefix("."))
    except ValueError:
        raise PlotFailed(f"a map is a .png or .svg file, and {out.name} is not") from None

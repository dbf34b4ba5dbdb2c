"""`pixword evaluate words`: how good word vectors are."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.evaluate.report import AsJson, show
from app.exceptions import BadManifest
from app.word_datasets import QUESTIONS, find_pair_files, read_pairs, read_questions
from models.evaluation.words import RatedPair, judge_analogies, judge_similarity
from models.exceptions import NothingToLearn
from models.words.lexicon import Lexicon
from models.words.opening import open_lexicon


def words(
    vectors: Annotated[str, typer.Option(help="Word vectors: a file, or glove-6b-50d.")],
    data: Annotated[
        Path, typer.Option(help="Folder with questions-words.txt and files of rated pairs.")
    ],
    chars: Annotated[
        Path | None, typer.Option(help="Speller; the one beside the vectors if left out.")
    ] = None,
    most_frequent: Annotated[
        int, typer.Option(min=4, help="Answer analogies among so many words.")
    ] = 30_000,
    keep_case: Annotated[bool, typer.Option("--keep-case", help="Tell Apple from apple.")] = False,
    as_json: AsJson = False,
) -> None:
    """Analogies solved, and similarity of words as people rate it."""
    lexicon = open_lexicon(vectors, chars)
    lower = not keep_case
    pairs = {path.stem: read_pairs(path, lower=lower) for path in find_pair_files(data)}
    questions = read_questions(data / QUESTIONS, lower=lower) if _has_questions(data) else []
    if not pairs and not questions:
        raise BadManifest(f"{data} holds neither {QUESTIONS} nor files of rated pairs")
    own = Lexicon(lexicon.vectors)
    result: dict[str, Any] = {
        "vectors": lexicon.vectors.name,
        "words": len(lexicon.vectors.words),
        "dimension": lexicon.vectors.dimension,
        "speller": lexicon.speller is not None,
        "settings": {"lower": lower, "most_frequent": most_frequent},
        "analogies": asdict(judge_analogies(lexicon.vectors, questions, most_frequent)),
        "similarity": {name: _judge(own, rows) for name, rows in pairs.items()},
    }
    if lexicon.speller is not None:
        result["similarity_with_spelling"] = {
            name: _judge(lexicon, rows) for name, rows in pairs.items()
        }
    show(result, _table(result), as_json=as_json)


def _has_questions(data: Path) -> bool:
    return (data / QUESTIONS).is_file()


def _judge(lexicon: Lexicon, pairs: Sequence[RatedPair]) -> dict[str, Any] | None:
    """Returns the figures, or None where too few words are known to compare anything."""
    try:
        return asdict(judge_similarity(lexicon, pairs))
    except NothingToLearn:
        return None


def _table(result: dict[str, Any]) -> Table:
    analogies = result["analogies"]
    title = result["vectors"]
    table = Table("test", "figure", "covered", "with spelling", "covered", title=title)
    table.caption = (
        f"analogies: per cent solved among the {result['settings']['most_frequent']:,} most "
        "frequent words; pairs: Spearman's correlation with people's ratings"
    )
    asked = analogies["asked"]
    covered = f"{asked:,} of {asked + analogies['skipped']:,}"
    table.add_row("analogies", f"{analogies['accuracy']:.1f} %", covered, "", "")
    spelt = result.get("similarity_with_spelling", {})
    for name, figures in result["similarity"].items():
        with_spelling = _cells(spelt[name]) if name in spelt else ("", "")
        table.add_row(name, *_cells(figures), *with_spelling)
    return table


def _cells(figures: dict[str, Any] | None) -> tuple[str, str]:
    if figures is None:
        return "-", "too few"
    return f"{figures['spearman']:.3f}", f"{figures['pairs']:,} of {figures['of']:,}"

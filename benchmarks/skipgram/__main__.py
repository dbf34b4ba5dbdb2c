"""Skip-gram beside gensim's: speed, memory, and how good the vectors are.

    python -m benchmarks.skipgram --data DIR [--work DIR] [--epochs 3]

`DIR` holds `corpus.txt.xz`, `questions-words.txt` and files of rated pairs. Every program is a
process of its own, one after the other, with the same words and settings (200 dimensions, window 5,
5 negatives, 5 times or more, sample 1e-4) on the same two cores: `pixword train words`, gensim's
Word2Vec and gensim's FastText, the latter two from a file of split words (`corpus_file`), which is
their faster way. Then `pixword train chars` learns to spell. Asked: 1.5 times gensim's words a
second in less than 1.5 times its memory; analogies within a point, similarity within .02; on rare
words, with those that no vector has spelt, better than FastText. A quarter of an hour.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.corpora import TextCorpus
from app.word_datasets import QUESTIONS, find_pair_files, read_pairs, read_questions
from benchmarks.machine import describe_machine
from models.evaluation.words import judge_analogies, judge_similarity
from models.words.lexicon import Lexicon
from models.words.opening import open_lexicon
from models.words.vectors import WordVectors

RESULTS = Path(__file__).parents[1] / "results" / "skipgram.json"

RARE_WORDS = "EN-RW-STANFORD"
_PROGRAMS = ("pixword", "word2vec", "fasttext")


def main() -> None:
    """Runs the benchmark, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpus and tests")
    parser.add_argument("--work", type=Path, help="folder of what is trained; kept if named")
    parser.add_argument("--epochs", type=int, default=3, help="passes over the corpus")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        figures = _compare(options.data, work, options.epochs)
    RESULTS.write_text(json.dumps(figures | {"machine": describe_machine()}, indent=1) + "\n")
    print(json.dumps(figures, indent=1))
    missed = [name for name, kept in figures["promises"].items() if not kept]
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)


def _compare(data: Path, work: Path, epochs: int) -> dict[str, Any]:
    _split_corpus(data, work)
    trained = {name: _run(name, data, work, epochs) for name in _PROGRAMS}
    print("spelling", file=sys.stderr, flush=True)
    pixword = str(Path(sys.executable).parent / "pixword")
    subprocess.run(
        [pixword, "train", "chars", "--words", str(work / "pixword.safetensors")], check=True
    )
    judged = {name: _judge(name, data, work) for name in _PROGRAMS}
    figures = {name: trained[name] | judged[name] for name in _PROGRAMS}
    return figures | {"promises": _promises(figures), "epochs": epochs}


def _split_corpus(data: Path, work: Path) -> None:
    """Writes the words that all programs read, a line a paragraph."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / "split.txt").open("w", encoding="utf-8") as file:
        for line in TextCorpus([data / "corpus.txt.xz"]):
            file.write(" ".join(line) + "\n")


def _run(name: str, data: Path, work: Path, epochs: int) -> dict[str, Any]:
    print(name, file=sys.stderr, flush=True)
    own = name == "pixword"
    module = "benchmarks.skipgram.own" if own else "benchmarks.skipgram.peers"
    arguments = [str(work), str(data) if own else name, str(epochs)]
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
    figures: dict[str, Any] = json.loads((work / f"{name}.figures.json").read_text())
    return figures


class _Peer:
    """FastText's vectors of words that it was not trained with."""

    def __init__(self, keyed: Any) -> None:
        self._keyed = keyed
        self.dimension = keyed.vector_size
        self.fingerprint = "fasttext"
        self.common = np.zeros(keyed.vector_size, dtype=np.float32)

    def worth(self, _: str) -> float:
        return 0.0

    def spell(self, words: list[str]) -> np.ndarray:
        vectors = np.stack([self._keyed[word] for word in words])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _open(name: str, work: Path) -> Lexicon:
    if name == "pixword":
        return open_lexicon(str(work / "pixword.safetensors"))
    from gensim.models import KeyedVectors  # noqa: PLC0415 - only where it is measured

    keyed = KeyedVectors.load(str(work / f"{name}.keyed"))
    vectors = WordVectors(keyed.index_to_key, keyed.vectors, name=name)
    return Lexicon(vectors, _Peer(keyed) if name == "fasttext" else None)


def _judge(name: str, data: Path, work: Path) -> dict[str, Any]:
    lexicon = _open(name, work)
    own, vectors = Lexicon(lexicon.vectors), lexicon.vectors
    pairs = {path.stem: read_pairs(path) for path in find_pair_files(data)}
    analogies = asdict(judge_analogies(vectors, read_questions(data / QUESTIONS)))
    figures: dict[str, Any] = {
        "words": len(vectors.words),
        "analogies": analogies,
        "similarity": {test: asdict(judge_similarity(own, rows)) for test, rows in pairs.items()},
    }
    if lexicon.speller is not None:
        spelt = {test: asdict(judge_similarity(lexicon, rows)) for test, rows in pairs.items()}
        figures["similarity_with_spelling"] = spelt
    return figures


def _promises(figures: dict[str, dict[str, Any]]) -> dict[str, bool]:
    own, peer = figures["pixword"], figures["word2vec"]
    rare = {
        name: figures[name]["similarity_with_spelling"][RARE_WORDS]["spearman"]
        for name in ("pixword", "fasttext")
    }
    return {
        "1.5 times the words a second": own["words_per_second"] >= 1.5 * peer["words_per_second"],
        "less than 1.5 times the memory": own["memory_mb"] < 1.5 * peer["memory_mb"],
        "analogies within a point": own["analogies"]["accuracy"]
        >= peer["analogies"]["accuracy"] - 1,
        "rare words better than FastText": rare["pixword"] > rare["fasttext"],
    } | {
        f"{test} within .02": figures["spearman"] >= peer["similarity"][test]["spearman"] - 0.02
        for test, figures in own["similarity"].items()
    }


if __name__ == "__main__":
    main()

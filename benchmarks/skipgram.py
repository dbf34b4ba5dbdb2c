"""Skip-gram beside gensim's: speed, memory, and how good the vectors are.

    python -m benchmarks.skipgram --data DIR [--work DIR] [--epochs 3]

`DIR` holds `corpus.txt.xz`, `questions-words.txt` and files of rated pairs. Every program is a
process of its own, one after the other, with the same words and settings (200 dimensions, window 5,
5 negatives, 5 times or more, sample 1e-4) on the same two cores: `pixword train words`, gensim's
Word2Vec and gensim's FastText, the latter two from a file of split words (`corpus_file`), which is
their faster way. Then `pixword train chars` learns to spell. Asked: 1.5 times gensim's words a
second in less than 1.5 times its memory; analogies within a point, similarity within .02; on rare
words, with those that no vector has spelt, better than FastText. Half an hour.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
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
from models.words.skipgram import SkipGramSettings, Step, Watcher, train_words
from models.words.vectors import WordVectors

RESULTS = Path(__file__).parent / "results" / "skipgram.json"

RARE_WORDS = "EN-RW-STANFORD"
_PROGRAMS = ("pixword", "gensim", "fasttext")


def main() -> None:
    """Runs the benchmark, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpus and tests")
    parser.add_argument("--work", type=Path, help="folder of what is trained; kept if named")
    parser.add_argument("--epochs", type=int, default=3, help="passes over the corpus")
    parser.add_argument("--train", choices=_PROGRAMS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train:
        _train(options.train, options.data, options.work, options.epochs)
        return
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
    subprocess.run([pixword, "train", "chars", "--words", _vectors(work, "pixword")], check=True)
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
    command = [sys.executable, "-m", "benchmarks.skipgram", "--train", name, "--data", str(data)]
    command += ["--work", str(work), "--epochs", str(epochs)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    figures: dict[str, Any] = json.loads((work / f"{name}.figures.json").read_text())
    return figures


def _train(name: str, data: Path, work: Path, epochs: int) -> None:
    """Trains in this process and notes how fast, and how much memory that took at most."""
    started = time.perf_counter()
    words, seconds = (
        _train_own(data, work, epochs) if name == "pixword" else _train_peer(name, work, epochs)
    )
    figures = {
        "words_per_second": round(words / seconds),
        "training_seconds": round(seconds, 1),
        "all_seconds": round(time.perf_counter() - started, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    (work / f"{name}.figures.json").write_text(json.dumps(figures))


def _train_own(data: Path, work: Path, epochs: int) -> tuple[int, float]:
    from models.words.files import save_word_vectors  # noqa: PLC0415 - as the command does

    rounds: list[Step] = []
    settings = SkipGramSettings(dimension=200, epochs=epochs, seed=1)
    watcher = Watcher(trained=rounds.append)
    corpus, out = TextCorpus([data / "corpus.txt.xz"]), Path(_vectors(work, "pixword"))
    vectors = train_words(corpus, out, settings, restart=True, watcher=watcher)
    save_word_vectors(out, vectors)
    return sum(step.words for step in rounds), sum(step.words / step.rate for step in rounds)


def _train_peer(name: str, work: Path, epochs: int) -> tuple[int, float]:
    from gensim.models import FastText, Word2Vec  # noqa: PLC0415 - only where it is measured

    split = str(work / "split.txt")
    peer = (Word2Vec if name == "gensim" else FastText)(
        vector_size=200,
        window=5,
        negative=5,
        min_count=5,
        sample=1e-4,
        sg=1,
        epochs=epochs,
        workers=len(os.sched_getaffinity(0)),
        seed=1,
    )
    peer.build_vocab(corpus_file=split)
    started = time.perf_counter()
    peer.train(
        corpus_file=split,
        total_examples=peer.corpus_count,
        total_words=peer.corpus_total_words,
        epochs=epochs,
    )
    seconds = time.perf_counter() - started
    peer.wv.save(str(work / f"{name}.keyed"))
    counted = sum(peer.wv.get_vecattr(word, "count") for word in peer.wv.index_to_key)
    return counted * epochs, seconds


def _vectors(work: Path, name: str) -> str:
    return str(work / f"{name}.safetensors")


class _Peer:
    """FastText's vectors of words that it was not trained with."""

    def __init__(self, keyed: Any) -> None:
        self._keyed = keyed
        self.dimension = keyed.vector_size
        self.common = np.zeros(keyed.vector_size, dtype=np.float32)

    def worth(self, _: str) -> float:
        return 0.0

    def spell(self, words: list[str]) -> np.ndarray:
        vectors = np.stack([self._keyed[word] for word in words])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _open(name: str, work: Path) -> Lexicon:
    if name == "pixword":
        return open_lexicon(_vectors(work, name))
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
    own, peer = figures["pixword"], figures["gensim"]
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

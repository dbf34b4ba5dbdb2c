"""Our skip-gram as a process of its own: WORK DATA EPOCHS."""

import sys
from pathlib import Path

from app.corpora import TextCorpus
from benchmarks.skipgram.notes import note_figures
from models.words.files import save_word_vectors
from models.words.skipgram import SkipGramSettings, Step, Watcher, train_words


def main() -> None:
    """Trains, saves the vectors and notes the figures."""
    work, data, epochs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    rounds: list[Step] = []
    out = work / "pixword.safetensors"
    vectors = train_words(
        TextCorpus([data / "corpus.txt.xz"]),
        out,
        SkipGramSettings(dimension=200, epochs=epochs, seed=1),
        restart=True,
        watcher=Watcher(trained=rounds.append),
    )
    save_word_vectors(out, vectors)
    seconds = sum(step.words / step.rate for step in rounds)
    note_figures(work / "pixword.figures.json", sum(step.words for step in rounds), seconds)


if __name__ == "__main__":
    main()

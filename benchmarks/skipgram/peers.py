"""gensim's Word2Vec or FastText as a process of its own: WORK NAME EPOCHS."""

import os
import sys
import time
from pathlib import Path

from gensim.models import FastText, Word2Vec

from benchmarks.skipgram.notes import note_figures

PEERS = {"word2vec": Word2Vec, "fasttext": FastText}


def main() -> None:
    """Trains, saves the vectors and notes the figures."""
    work, name, epochs = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    split = str(work / "split.txt")
    peer = PEERS[name](
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
    note_figures(work / f"{name}.figures.json", counted * epochs, seconds)


if __name__ == "__main__":
    main()

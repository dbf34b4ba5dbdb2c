"""`pixword train words`: vectors of a text, in two forms with a card, and going on after a stop."""

import bz2
import gzip
import hashlib
import json
import lzma

import numpy as np
import pytest
from gensim.models import KeyedVectors

from app.cli.train import words as command
from models.words.files import load_word_vectors
from models.words.skipgram import training

ANIMALS, TOOLS = ["cat", "dog", "cow", "hen"], ["saw", "axe", "pen", "nail"]
SMALL = ("--dimension", "16", "--min-count", "1", "--sample", "0", "--workers", "1")
FAST = (*SMALL, "--epochs", "12", "--learning-rate", "0.1")
PACK = {"a.txt": bytes, "b.txt": gzip.compress, "c.xz": lzma.compress, "d": bz2.compress}


@pytest.fixture
def corpus(tmp_path):
    """Lines that speak of animals and lines that speak of tools, packed in four ways."""
    generator = np.random.default_rng(0)
    paths = []
    for name, pack in PACK.items():
        lines = [" ".join(generator.choice(ANIMALS if n % 2 else TOOLS, 6)) for n in range(100)]
        paths.append(tmp_path / name)
        paths[-1].write_bytes(pack("\n".join(lines).title().encode()))
    return paths


def options(corpus, out, *more):
    return ("train", "words", *corpus, "--out", out, *FAST, *more)


def test_another_ending_is_refused_before_any_work(pixword, tmp_path):
    for name in ("mine.bin", "mine.txt", "mine"):
        failed = pixword(*options([tmp_path / "nowhere.txt"], tmp_path / "new" / name))
        assert (failed.returncode, ".safetensors" in failed.stderr) == (2, True), failed.stderr
    assert not (tmp_path / "new").exists()


def test_texts_that_cannot_be_trained_on_are_one_clear_sentence(pixword, corpus, tmp_path):
    out = tmp_path / "new" / "mine.safetensors"
    for name, content in {"empty": b"", "marks": b"... --- !!!\n", "latin": b"caf\xe9"}.items():
        (tmp_path / name).write_bytes(content)
    for texts, more, message in (
        (["nowhere.txt"], (), "there is no text"),
        (["empty"], (), "too little text: no words"),
        (["marks"], (), "too little text: no words"),
        (["latin"], (), "is not a text in UTF-8"),
        (["a.txt"], ("--min-count", "1000"), "8 different words, of which 0 are seen 1000 times"),
    ):
        failed = pixword(*options([tmp_path / text for text in texts], out, *more))
        assert (failed.returncode, message in failed.stderr) == (1, True), failed.stderr
        assert "Traceback" not in failed.stderr
    assert pixword("train", "words", "--out", out).returncode == 2
    assert pixword(*options(corpus, out, "--window", "0")).returncode == 2
    assert not list(tmp_path.glob("new/*"))


def test_words_that_keep_company_come_near_each_other(pixword, corpus, tmp_path):
    out = tmp_path / "new" / "mine.safetensors"
    trained = pixword(*options(corpus, out, "--seed", "3"))
    assert trained.returncode == 0, trained.stderr
    assert "epoch 1" in trained.stderr
    assert "epoch 12  100.0%" in trained.stderr
    assert "saved 8 words as" in trained.stderr
    found = pixword("words", "neighbours", "cat", "-k", "3", "--vectors", out, "--json")
    near = json.loads(found.stdout)
    assert {neighbour["word"] for neighbour in near["neighbours"]} == {"dog", "cow", "hen"}
    assert near["asked"] == [{"word": "cat", "source": "vocabulary"}]
    names = ["mine.bin", "mine.json", "mine.safetensors"]
    assert sorted(path.name for path in out.parent.iterdir()) == names


def test_the_card_says_what_the_vectors_were_made_of(pixword, corpus, tmp_path):
    out = tmp_path / "mine.safetensors"
    assert pixword(*options(corpus, out, "--split", "spaces", "--keep-case")).returncode == 0
    card = json.loads(out.with_suffix(".json").read_text())
    assert card["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert card["corpus"] == list(PACK)
    assert (card["words"], card["dimension"], card["seconds"] >= 0) == (8, 16, True)
    expected = {"dimension": 16, "epochs": 12, "seed": 0, "split": "spaces", "keep_case": True}
    assert expected.items() <= card["settings"].items()
    vectors = load_word_vectors(str(out))
    assert set(vectors.words) == {word.title() for word in ANIMALS + TOOLS}
    assert vectors.counts.sum() == len(PACK) * 100 * 6


def test_the_file_for_other_programs_holds_the_same_vectors(pixword, corpus, tmp_path):
    out = tmp_path / "mine.safetensors"
    assert pixword(*options(corpus, out)).returncode == 0
    other = KeyedVectors.load_word2vec_format(str(out.with_suffix(".bin")), binary=True)
    own = load_word_vectors(str(out))
    assert other.index_to_key == list(own.words)
    assert np.array_equal(other.vectors, own.vectors)
    assert np.abs(own.vectors).max() > 0.1


@pytest.fixture
def stopped(monkeypatch, pixword, corpus):
    """Runs until the fifth epoch, with everything saved after each, and stops it."""

    def stop(_, step):
        if step.epoch == 5:
            raise KeyboardInterrupt

    def run(out):
        with monkeypatch.context() as patched:
            patched.setattr(training, "SAVE_EVERY_S", -1.0)
            patched.setattr(command._Teller, "__call__", stop)
            assert pixword(*options(corpus, out)).returncode == 130
        assert out.with_suffix(".unfinished").exists()
        assert not out.exists()

    return run


def test_an_interrupted_run_ends_with_the_same_vectors(pixword, corpus, tmp_path, stopped):
    out, whole = tmp_path / "mine.safetensors", tmp_path / "whole.safetensors"
    stopped(out)
    for other in (options(corpus, out, "--window", "2"), options(corpus[:3], out)):
        refused = pixword(*other)
        assert (refused.returncode, "--restart" in refused.stderr) == (1, True), refused.stderr
    resumed = pixword(*options(corpus, out))
    assert resumed.returncode == 0, resumed.stderr
    assert "epoch 5" in resumed.stderr
    assert "epoch 1 " not in resumed.stderr, "it began anew"
    assert pixword(*options(corpus, whole)).returncode == 0
    assert out.read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob("*.unfinished"))


def test_an_interrupted_run_is_forgotten_when_told_to(pixword, corpus, tmp_path, stopped):
    out = tmp_path / "mine.safetensors"
    stopped(out)
    again = pixword(*options(corpus, out, "--window", "2", "--restart"))
    assert again.returncode == 0, again.stderr
    assert "epoch 1 " in again.stderr
    assert json.loads(out.with_suffix(".json").read_text())["settings"]["window"] == 2

"""Word vectors from text: they learn, they come out again, and an interrupted run goes on."""

import numpy as np
import pytest

from models.exceptions import NothingToLearn, OtherRunUnfinished, WeightsCorrupt
from models.words.lexicon import Lexicon, WordTerm
from models.words.skipgram import SkipGramSettings, Watcher, train_words
from models.words.skipgram import training as module

ANIMALS, TOOLS = ["cat", "dog", "cow", "hen"], ["saw", "axe", "pen", "nail"]
SETTINGS = SkipGramSettings(
    dimension=16, min_count=1, sample=0, epochs=12, workers=1, learning_rate=0.1
)


def text(seed=0, lines=400):
    """Lines that speak of animals, and lines that speak of tools."""
    generator = np.random.default_rng(seed)
    return [
        [str(word) for word in generator.choice(ANIMALS if n % 2 else TOOLS, 6)]
        for n in range(lines)
    ]


def test_no_text_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(NothingToLearn):
        train_words([], tmp_path / "w.safetensors", SETTINGS)
    assert not list(tmp_path.iterdir())


def test_words_that_keep_company_come_near_each_other(tmp_path):
    steps = []
    vectors = train_words(
        text(), tmp_path / "w.safetensors", SETTINGS, watcher=Watcher(trained=steps.append)
    )
    for word in (*ANIMALS, *TOOLS):
        group = ANIMALS if word in ANIMALS else TOOLS
        near = Lexicon(vectors).neighbours([WordTerm(1, word)], 3).neighbours
        assert {neighbour.word for neighbour in near} == set(group) - {word}
    assert [step.epoch for step in steps] == list(range(1, 13))
    assert steps[-1].done == 1
    assert steps[-1].loss < steps[0].loss
    assert steps[0].words == 2400
    assert sum(vectors.counts) == 2400
    assert not list(tmp_path.iterdir()), "tokens or an unfinished run were left"


def test_a_seed_and_one_thread_give_the_same_vectors_again(tmp_path):
    runs = [train_words(text(), tmp_path / f"{n}.safetensors", SETTINGS) for n in range(2)]
    assert np.array_equal(runs[0].vectors, runs[1].vectors)
    other = SkipGramSettings(**{**SETTINGS.__dict__, "seed": 1})
    assert not np.allclose(
        runs[0].vectors, train_words(text(), tmp_path / "o.safetensors", other).vectors
    )


@pytest.fixture
def killed(tmp_path, monkeypatch):
    """Runs until the fifth round, with everything saved after each, and kills it."""
    monkeypatch.setattr(module, "SAVE_EVERY_S", -1.0)

    def stop(step):
        if step.epoch == 5:
            raise KeyboardInterrupt

    def run(out):
        with pytest.raises(KeyboardInterrupt):
            train_words(text(), out, SETTINGS, watcher=Watcher(trained=stop))

    return run


def test_a_run_that_was_killed_goes_on_and_ends_with_the_same_vectors(tmp_path, killed):
    out = tmp_path / "w.safetensors"
    killed(out)
    assert [path.name for path in tmp_path.iterdir()] == ["w.unfinished"]
    steps = []
    resumed = train_words(text(), out, SETTINGS, watcher=Watcher(trained=steps.append))
    assert steps[0].epoch == 5
    whole = train_words(text(), tmp_path / "whole.safetensors", SETTINGS)
    assert np.array_equal(resumed.vectors, whole.vectors)
    assert not list(tmp_path.iterdir())


def test_a_run_with_other_settings_or_text_is_refused_and_kept(tmp_path, killed):
    out = tmp_path / "w.safetensors"
    killed(out)
    other = SkipGramSettings(**{**SETTINGS.__dict__, "window": 2})
    for words, settings in ((text(), other), (text(seed=1), SETTINGS)):
        with pytest.raises(OtherRunUnfinished, match="--restart"):
            train_words(words, out, settings)
    steps = []
    train_words(text(), out, other, restart=True, watcher=Watcher(trained=steps.append))
    assert steps[0].epoch == 1


def test_a_damaged_run_is_refused(tmp_path):
    (tmp_path / "w.unfinished").write_bytes(b"nothing of the kind")
    with pytest.raises(WeightsCorrupt, match="delete it"):
        train_words(text(), tmp_path / "w.safetensors", SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["w.unfinished"]


def test_more_threads_learn_as_well(tmp_path):
    settings = SkipGramSettings(**{**SETTINGS.__dict__, "workers": 2})
    vectors = train_words(text(), tmp_path / "w.safetensors", settings)
    cosines = vectors.cosines(vectors.unit([vectors.rows["cat"]]))[0]
    animals = [cosines[vectors.rows[word]] for word in ANIMALS]
    tools = [cosines[vectors.rows[word]] for word in TOOLS]
    assert min(animals) > max(tools)

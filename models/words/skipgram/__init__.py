"""Word vectors from raw text: skip-gram with negative sampling."""

from models.words.skipgram.settings import SkipGramSettings
from models.words.skipgram.training import Step, Watcher, train_words

__all__ = ["SkipGramSettings", "Step", "Watcher", "train_words"]

"""A vector for any string, from its characters."""

from models.words.characters.files import load_speller, save_speller
from models.words.characters.settings import CharacterSettings
from models.words.characters.speller import CharacterSpeller
from models.words.characters.training import SpellingJudgement, train_speller

__all__ = [
    "CharacterSettings",
    "CharacterSpeller",
    "SpellingJudgement",
    "load_speller",
    "save_speller",
    "train_speller",
]

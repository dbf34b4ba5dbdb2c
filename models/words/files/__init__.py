"""Word vectors in files: ours, and those that other programs write."""

from models.words.files.loading import load_word_vectors, save_word_vectors

__all__ = ["load_word_vectors", "save_word_vectors"]

"""Vectors of texts and pictures, in the shape of OpenAI's API."""

"""Many users at once: what the server answers, how fast, and what it keeps."""

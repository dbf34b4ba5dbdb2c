"""Skip-gram beside gensim's; `python -m benchmarks.skipgram`."""

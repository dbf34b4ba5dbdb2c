"""Training heads on the features of frozen encoders."""

"""Losses of metric learning: matching pairs come close, others move apart."""

from models.training.losses.choice import Loss, LossKind, make_loss

__all__ = ["Loss", "LossKind", "make_loss"]

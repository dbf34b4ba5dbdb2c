"""How well photos and recipes find each other, and what their arithmetic is worth."""

from models.evaluation.recipes.bags import Bags, chance, judge_bags

__all__ = ["Bags", "chance", "judge_bags"]

"""Features that a `FeatureSpace` crosses."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.discovery import internal
from kerasish.base.rules import Rule


def _are_names(value) -> bool:
    is_list = isinstance(value, (list, tuple)) and len(value) > 1
    return is_list and all(isinstance(name, str) for name in value)


@internal
class Cross(Configured):
    """Features put together and hashed to so many numbers.

    Args:
        feature_names: at least two names.
        crossing_dim: how many numbers.
        output_mode: "one_hot" or "int".
    """

    keras_module = "keras.src.layers.preprocessing.feature_space"
    rules = {
        "feature_names": Rule("at least two names", _are_names, ("ab", ["a"], [1, 2])),
        "crossing_dim": rules.positive_int,
        "output_mode": rules.one_of("int", "one_hot"),
    }

    def __init__(self, feature_names, crossing_dim, output_mode="one_hot"):
        self.feature_names = tuple(feature_names)
        self.crossing_dim, self.output_mode = crossing_dim, output_mode

    @property
    def name(self) -> str:
        """The key of its output."""
        return "_X_".join(self.feature_names)

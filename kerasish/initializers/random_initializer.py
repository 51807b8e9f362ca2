"""What random initializers share: the seed."""

from __future__ import annotations

import numpy as np

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.random_seed import SeedGenerator, draw_key, make_default_seed
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.initializers.initializer import Initializer


@internal
class RandomInitializer(Initializer):
    """An initializer with a seed; the same seed gives the same values each time.

    Args:
        seed: an integer, a SeedGenerator (new values at each call), or None for a seed
            that `set_random_seed` decides.
    """

    rules = {
        "seed": rules.Rule(
            "an integer, a SeedGenerator or None",
            lambda v: (
                v is None or isinstance(v, (int, np.integer, SeedGenerator, dict))
            ),
            (1.5, "seed"),
        )
    }

    def __init__(self, seed=None):
        if isinstance(seed, dict):
            seed = deserialize_keras_object(seed)
        self._given_seed = seed
        self._seed = make_default_seed() if seed is None else seed
        if not isinstance(self._seed, SeedGenerator):
            self._seed = int(self._seed)

    @property
    def seed(self):
        return self._seed

    def draw_key(self):
        """The key of the next values; the same each time for an integer seed."""
        return draw_key(self._seed)

    def get_config(self) -> dict:
        """The arguments; seed as it was given, so that None stays None."""
        return super().get_config() | {"seed": serialize_keras_object(self._given_seed)}

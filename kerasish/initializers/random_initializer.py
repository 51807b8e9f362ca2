"""What random initializers share: the seed."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.random_seed import SeedGenerator, draw_key, make_default_seed
from kerasish.initializers.initializer import Initializer


@internal
class RandomInitializer(Initializer):
    """An initializer with a seed; the same seed gives the same values each time.

    Args:
        seed: an integer, a SeedGenerator (new values at each call), or None for a seed
            that `set_random_seed` decides.
    """

    def __init__(self, seed=None):
        self._given_seed = seed
        self._seed = make_default_seed() if seed is None else seed
        if not isinstance(self._seed, SeedGenerator):
            self._seed = int(self._seed)

    @property
    def seed(self):
        return self._seed

    def draw_key(self):
        return draw_key(self._seed)

    def get_config(self):
        config = super().get_config()
        given = self._given_seed
        if isinstance(given, SeedGenerator):
            return config
        return config | {"seed": given}

"""Seeds: Python's random state gives the seeds that no one chose."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

import graph
from kerasish.base.configured import Configured
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name, path_scope
from kerasish.base.variable import Variable


def set_random_seed(seed: int) -> None:
    """Makes everything random that follows the same in every run.

    Seeds Python's and numpy's generators, from which unseeded initializers, dropout
    layers and the shuffling of data take their seeds.

    Args:
        seed: 0 to 2**32 - 1.

    Example:
        >>> import kerasish
        >>> kerasish.utils.set_random_seed(7)
        >>> a = kerasish.random.normal((2,)).numpy()
        >>> kerasish.utils.set_random_seed(7)
        >>> bool((a == kerasish.random.normal((2,)).numpy()).all())
        True
    """
    if not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        fail(
            "set_random_seed: seed must be an integer from 0 to 2**32 - 1",
            {"seed": repr(seed)},
        )
    random.seed(int(seed))
    np.random.seed(int(seed))
    SeedGenerator.shared = None


def make_default_seed() -> int:
    """A seed for something that was given none."""
    return random.randint(1, int(1e9))


class SeedGenerator(Configured):
    """A source of random keys with a state that is saved and restored with a model.

    Args:
        seed: integer, or None for one that `set_random_seed` decides.
        name: of the state variable.

    Raises:
        ArgumentError: a seed that is no integer, or another argument.

    Each `next` gives another key; a layer that is called twice draws different numbers.
    """

    keras_module = "keras.random"
    shared: SeedGenerator | None = None

    def __init__(
        self, seed: Any = None, name: str | None = None, **kwargs: Any
    ) -> None:
        kwargs.pop("backend", None)  # Keras' choice of its engine for the state
        if kwargs:
            fail("SeedGenerator: unknown arguments", {"arguments": sorted(kwargs)})
        given = seed is not None
        if not given:
            seed = make_default_seed()
        if not isinstance(seed, (int, np.integer)):
            fail("SeedGenerator: seed must be an integer or None", {"seed": repr(seed)})
        self.seed = int(seed)
        self._given_seed = self.seed if given else None
        self.name = auto_name("seed_generator") if name is None else name
        state = np.array([self.seed & 0xFFFFFFFF, 0], np.uint32)
        with path_scope(self.name, self):
            self.state = Variable(
                state, dtype="uint32", trainable=False, name="seed_generator_state"
            )

    def get_config(self) -> dict[str, int | str | None]:
        """Seed and name; a seed that was drawn is not told, as by Keras."""
        return {**super().get_config(), "seed": self._given_seed}

    def next(self, ordered: bool = True) -> graph.Tensor:
        """A key: uint32[4], (seed, 0, counter, 0); the counter grows by one.

        Args:
            ordered: kept for Keras' signature; keys always come in order.
        """
        state = self.state.value
        self.state.assign(state + np.array([0, 1], np.uint32))
        return graph.stop_gradient(_as_key(state))

    def save_own_variables(self, store: Any) -> None:
        """Writes the state into a mapping, under "0"."""
        store["0"] = self.state.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Reads what `save_own_variables` wrote."""
        self.state.assign(np.asarray(store["0"]))

    @classmethod
    def global_one(cls) -> SeedGenerator:
        """The generator behind random functions that are given no seed."""
        if cls.shared is None:
            cls.shared = cls(name="global_seed_generator")
        return cls.shared


def draw_key(seed: Any) -> Any:
    """The key of a ``seed`` argument: an integer, a SeedGenerator, or None."""
    if seed is None:
        return SeedGenerator.global_one().next()
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if isinstance(seed, (int, np.integer)):
        low, high = int(seed) & 0xFFFFFFFF, int(seed) >> 32 & 0xFFFFFFFF
        return np.array([low, high, 0, 0], np.uint32)
    if hasattr(seed, "dtype") and tuple(seed.shape) == (2,):
        return _as_key(graph.cast(seed, "uint32"))
    fail(
        "seed must be an integer, a SeedGenerator or None",
        {"seed": f"{type(seed).__name__} {seed!r}"},
    )


def _as_key(state: graph.Tensor) -> graph.Tensor:
    """(seed, counter) as the four words (seed, 0, counter, 0) of a key."""
    column = graph.reshape(state, (2, 1))
    zeros = np.zeros((2, 1), np.uint32)
    return graph.reshape(graph.concatenate([column, zeros], 1), (4,))

"""The state of the generators of a process, as plain data, to go on from it later."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from kerasish.base.errors import ConfigError, fail
from kerasish.base.random_seed import SeedGenerator


def random_state() -> dict[Any, Any]:
    """Where Python's and numpy's generators and the shared `SeedGenerator` stand.

    Seeds that nobody chose come from them: of layers, initializers, and of the order
    in which `fit` shuffles data.

    Returns:
        What JSON can hold.

    Example:
        >>> import kerasish
        >>> from kerasish.base.random_state import random_state, set_random_state
        >>> state = random_state()
        >>> first = kerasish.random.normal((2,)).numpy()
        >>> set_random_state(state)
        >>> bool((first == kerasish.random.normal((2,)).numpy()).all())
        True
    """
    version, words, gauss = random.getstate()
    shared: Any = SeedGenerator.shared
    if shared is not None:
        shared = {"seed": shared.seed, "state": shared.state.numpy().tolist()}
    return {
        "python": [version, list(words), gauss],
        "numpy": _plain(np.random.get_state(legacy=False)),
        "shared": shared,
    }


def set_random_state(state: dict[Any, Any]) -> None:
    """Puts all generators back to where `random_state` found them.

    Args:
        state: from `random_state`.

    Raises:
        ConfigError: it is none; generators may stand anywhere then.
    """
    try:
        version, words, gauss = state["python"]
        random.setstate((version, tuple(words), gauss))
        np.random.set_state(state["numpy"])
        _set_shared(state["shared"])
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        fail(
            "this is not the state of random generators",
            f"{type(error).__name__}: {error}",
            "pass what random_state() gave",
            ConfigError,
        )


def _set_shared(state: dict[Any, Any] | None) -> None:
    """The object stays, since compiled steps hold it; one that is missing is made."""
    if state is None:
        SeedGenerator.shared = None
        return
    if SeedGenerator.shared is None:
        SeedGenerator.shared = SeedGenerator(state["seed"], "global_seed_generator")
    SeedGenerator.shared.seed = int(state["seed"])
    SeedGenerator.shared.state.assign(np.array(state["state"], np.uint32))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value

"""Starting afresh in one process."""

from __future__ import annotations

import gc

from kerasish.base.naming import reset_names
from kerasish.base.random_seed import SeedGenerator


def clear_session(free_memory=True) -> None:
    """Automatic names start again at their first, and so do unseeded random numbers.

    Models keep working: they hold all that they need themselves, so there is nothing
    else to clear.

    Args:
        free_memory: whether unused objects are collected at once.

    Example:
        >>> import kerasish
        >>> kerasish.utils.clear_session()
        >>> kerasish.optimizers.SGD().name
        'sgd'
    """
    reset_names()
    SeedGenerator.shared = None
    if free_memory:
        gc.collect()

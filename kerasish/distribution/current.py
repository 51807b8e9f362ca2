"""The strategy of the process."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.base.strategy import current_strategy, set_strategy
from kerasish.distribution.data_parallel import DataParallel


def distribution() -> DataParallel | None:
    """The strategy for models that are compiled now; None where there is none."""
    return current_strategy()


def set_distribution(value: DataParallel | None) -> None:
    """Makes a strategy that of all models that are compiled from now on.

    Args:
        value: the strategy, or None for none.

    Raises:
        ArgumentError: something else.

    Example:
        >>> from kerasish import distribution
        >>> distribution.set_distribution(distribution.DataParallel())
        >>> distribution.distribution().size
        1
        >>> distribution.set_distribution(None)
    """
    if value is not None and not isinstance(value, DataParallel):
        fail(
            "set_distribution: a strategy is needed",
            {"value": repr(value)},
            "pass a kerasish.distribution.DataParallel()",
        )
    set_strategy(value)

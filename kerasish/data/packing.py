"""A batch as one value: x, (x, y) or (x, y, sample_weight)."""

from __future__ import annotations

from kerasish.base.errors import DataError, fail


def pack_x_y_sample_weight(x, y=None, sample_weight=None):
    """The batch of these parts, as a step gets it: x itself when it is alone.

    Weights without y are kept, as (x, None, sample_weight); Keras drops them.

    Example:
        >>> from kerasish.utils import pack_x_y_sample_weight
        >>> pack_x_y_sample_weight(1), pack_x_y_sample_weight(1, 2)
        (1, (1, 2))
    """
    if sample_weight is not None:
        return (x, y, sample_weight)
    if y is not None:
        return (x, y)
    return (x,) if isinstance(x, (list, tuple)) else x


def unpack_x_y_sample_weight(data) -> tuple:
    """x, y, sample_weight of the data of a batch; None for what it does not hold.

    Example:
        >>> from kerasish.utils import unpack_x_y_sample_weight
        >>> unpack_x_y_sample_weight((1, 2))
        (1, 2, None)
    """
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    if 1 <= len(data) <= 3:
        return (*data, None, None)[:3]
    fail(
        "a batch is x, (x, y) or (x, y, sample_weight)",
        f"a tuple of {len(data)}",
        "nest several inputs in a list or dict: ([x1, x2], y)",
        DataError,
    )

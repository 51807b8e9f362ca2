"""Classes as vectors of zeros and ones."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_dtype
from kerasish.base.tensors import convert_to_tensor


def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False) -> graph.Tensor:
    """1 at each class along a new axis, 0 elsewhere; all 0 for what is no class.

    Args:
        x: integers of any shape.
        num_classes: the size of the new axis.
        axis: where the new axis stands.
        dtype: of the result; the default float dtype for None.
        sparse: False; there are no sparse tensors.

    Raises:
        NotImplementedError: sparse is True.

    Example:
        >>> from kerasish import ops
        >>> ops.one_hot([1, 0, -1], 2).tolist()
        [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
    """
    _require_dense("one_hot", sparse)
    indices = convert_to_tensor(x, "int64")
    return graph.one_hot(indices, num_classes, axis, standardize_dtype(dtype))


def multi_hot(
    inputs, num_classes=None, axis=-1, dtype=None, sparse=False, **kwargs
) -> graph.Tensor:
    """1 at each class that is among the inputs of a sample, 0 elsewhere.

    Args:
        inputs: integers (classes,) or (batch, classes, ...).
        num_classes: how many classes there are; once called ``num_tokens``.
        axis: where the axis of the classes would stand in `one_hot`.
        dtype: of the result; the default float dtype for None.
        sparse: False; there are no sparse tensors.

    Raises:
        ArgumentError: num_classes is missing.
        NotImplementedError: sparse is True.

    Example:
        >>> from kerasish import ops
        >>> ops.multi_hot([[2, 0], [1, 1]], 3).tolist()
        [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    num_classes = kwargs.pop("num_tokens", num_classes)
    if kwargs:
        raise TypeError(f"multi_hot: unknown arguments {sorted(kwargs)}")
    if num_classes is None:
        fail("multi_hot: num_classes is missing", hint="say how many classes there are")
    _require_dense("multi_hot", sparse)
    indices = convert_to_tensor(inputs)
    encoded = one_hot(indices, num_classes, axis, "bool")
    met = graph.any(encoded, 1 if indices.ndim > 1 else 0)
    return graph.cast(met, standardize_dtype(dtype))


def _require_dense(name, sparse) -> None:
    if sparse:
        raise NotImplementedError(
            f"{name}: there are no sparse tensors; leave sparse False"
        )

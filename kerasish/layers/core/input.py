"""The function that starts a functional model."""

from __future__ import annotations

from kerasish.base.keras_tensor import KerasTensor
from kerasish.layers.core.input_layer import InputLayer


def Input(
    shape=None,
    batch_size=None,
    dtype=None,
    sparse=None,
    ragged=None,
    batch_shape=None,
    name=None,
    tensor=None,
    optional=False,
) -> KerasTensor:
    """A Keras tensor where data enter a model.

    Args:
        shape: sizes without the batch; None for one that may vary.
        batch_size: the batch size, if it is fixed.
        dtype: of the data; the default float when None, "string" for text.
        batch_shape: the shape with the batch, in place of `shape`.
        name: key of the input in dicts.
        optional: whether None may be passed.

    Example:
        >>> import kerasish
        >>> x = kerasish.Input((32,))
        >>> kerasish.layers.Dense(10)(x).shape
        (None, 10)
    """
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        name=name,
        input_tensor=tensor,
        optional=optional,
    )
    return layer.output

"""How layers become int8."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.quantizers.abs_max_quantizer import AbsMaxQuantizer
from kerasish.quantizers.quantization_config import QuantizationConfig


class Int8QuantizationConfig(QuantizationConfig):
    """Weights in int8, and inputs too while they are multiplied.

    Args:
        weight_quantizer: of the weights; one scale for each output when None.
        activation_quantizer: of the inputs: one scale for each row by default; None
            leaves them as floats.

    Raises:
        ArgumentError: a weight quantizer that gives another dtype.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Dense(3)
        >>> layer.build((None, 8))
        >>> only_weights = kerasish.quantizers.Int8QuantizationConfig(
        ...     activation_quantizer=None
        ... )
        >>> layer.quantize(config=only_weights)
        >>> layer(np.zeros((2, 8))).shape, layer.kernel.dtype.name
        ((2, 3), 'int8')
    """

    def __init__(self, weight_quantizer=None, activation_quantizer="default"):
        if isinstance(activation_quantizer, str) and activation_quantizer == "default":
            activation_quantizer = AbsMaxQuantizer()
        super().__init__(weight_quantizer, activation_quantizer)
        if getattr(weight_quantizer, "output_dtype", "int8") != "int8":
            fail(
                "Int8QuantizationConfig: weights become int8",
                {"weight_quantizer.output_dtype": weight_quantizer.output_dtype},
                "leave output_dtype out",
            )

    @property
    def mode(self) -> str:
        return "int8"

"""The fully connected layer."""

from __future__ import annotations

import graph
from kerasish import activations, constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.large_weights.int8_product import int8_matmul
from kerasish.layers.large_weights.int8_weight import Int8Weight


class Dense(Int8Weight):
    """y = activation(x @ kernel + bias), over the last axis.

    Args:
        units: size of the output's last axis.
        activation: name or function; None for none.
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, bias_constraint: applied after each update.
        lora_rank: the rank of `enable_lora`, which is called when the kernel is made.
        lora_alpha: that of `enable_lora`; the rank when None.
        quantization_config: with a dtype such as "int8_from_float32": how inputs are
            quantized.

    Weights:
        kernel: (input size, units).
        bias: (units,).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Dense(2, kernel_initializer="ones")
        >>> layer(np.array([[1.0, 2.0]])).numpy()
        array([[3., 3.]], dtype=float32)
    """

    sparse_arguments = (*Int8Weight.sparse_arguments, "activity_regularizer")
    rules = {"units": rules.positive_int, "use_bias": rules.boolean}
    supports_masking = True
    large_weight = "kernel"

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        lora_rank=None,
        lora_alpha=None,
        quantization_config=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.units = units
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._start_lora(lora_rank, lora_alpha)
        self._start_quantization(quantization_config)
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape):
        self.kernel = self._add_large_weight(
            (input_shape[-1], self.units),
            self.kernel_initializer,
            self.kernel_regularizer,
            self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                (self.units,),
                self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                name="bias",
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: input_shape[-1]})
        self._enable_lora_of_arguments()

    def call(self, inputs, training=None):
        return self._finished(graph.matmul(inputs, self.kernel))

    def _finished(self, y):
        """The product with bias and activation."""
        if self.bias is not None:
            y = y + self.bias
        return self.activation(y)

    def _int8_call(self, inputs, training=None):
        y = int8_matmul(inputs, self._large, self._scale, self.inputs_quantizer)
        if self.lora_enabled:
            a, b = self._factors
            y = y + self._lora_share * graph.matmul(graph.matmul(inputs, a), b)
            y = graph.cast(y, self.compute_dtype)
        return self._finished(y)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

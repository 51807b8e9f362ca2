"""The arguments of layers around a kernel and a bias, as Keras 2 named them."""

from __future__ import annotations

from kerasish import activations, constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.layer import Layer


@internal
class LinearLayer(Layer):
    """A layer with kernels and biases; a subclass builds them and computes."""

    rules = {"use_bias": rules.boolean}

    def __init__(
        self,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def _add_kernel(self, shape):
        return self.add_weight(
            shape,
            self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            name="kernel",
        )

    def _add_bias(self, shape):
        if not self.use_bias:
            return None
        return self.add_weight(
            shape,
            self.bias_initializer,
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
            name="bias",
        )

"""A layer whose kernel is kept at spectral norm one."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.initializers.truncated_normal import TruncatedNormal
from kerasish.layers.core.wrapper import Wrapper


class SpectralNormalization(Wrapper):
    """In training divides the kernel of a layer by its largest singular value.

    The singular value is followed by power iteration, from call to call. The quotient
    is what the layer keeps: it is the kernel that the next update starts from.

    Args:
        layer: one with a ``kernel`` or ``embeddings``.
        power_iterations: steps of the iteration at each call.

    Call arguments:
        inputs: those of the layer.
        training: whether the kernel is divided.

    Weights:
        vector_u: (1, outputs), not trainable: the singular vector found so far.

    Source:
        Miyato et al., 2018, https://arxiv.org/abs/1802.05957.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> inner = kerasish.layers.Dense(2, kernel_initializer="identity")
        >>> layer = kerasish.layers.SpectralNormalization(inner)
        >>> layer(np.array([[3.0, 4.0]]), training=True).numpy().round(3)
        array([[3., 4.]], dtype=float32)
    """

    rules = {"power_iterations": rules.positive_int}

    def __init__(self, layer, power_iterations=1, **kwargs):
        super().__init__(layer, **kwargs)
        self.power_iterations = power_iterations

    def build(self, input_shape=None):
        super().build(input_shape)
        name = "kernel" if hasattr(self.layer, "kernel") else "embeddings"
        if not hasattr(self.layer, name):
            fail(
                f"SpectralNormalization: {self.layer.name!r} has no kernel",
                type(self.layer).__name__,
                "wrap a layer with a kernel, such as Dense or Conv2D",
            )
        self.kernel = getattr(self.layer, name)
        self.vector_u = self.add_weight(
            (1, self.kernel.shape[-1]),
            TruncatedNormal(stddev=0.02),
            dtype=self.kernel.dtype,
            trainable=False,
            name="vector_u",
        )

    def call(self, inputs, training=False):
        if training:
            vector, kernel = self.normalized_weights()
            self.vector_u.assign(vector)
            self.kernel.assign(kernel)
        return graph.cast(self.layer(inputs), inputs.dtype)

    def normalized_weights(self):
        """The next singular vector, and the kernel divided by its singular value."""
        kernel = self.kernel.value
        matrix = graph.reshape(kernel, (-1, kernel.shape[-1]))
        u = start = self.vector_u.value
        for _ in range(self.power_iterations):
            v = _unit(graph.matmul(u, graph.transpose(matrix)))
            u = _unit(graph.matmul(v, matrix))
        sigma = graph.matmul(graph.matmul(v, matrix), graph.transpose(u))
        zero = graph.all(kernel == 0)  # nothing to divide by
        scaled = kernel / graph.where(zero, 1.0, graph.reshape(sigma, ()))
        return graph.where(zero, start, u), scaled

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)


def _unit(vector):
    return graph.normalize(vector, None)

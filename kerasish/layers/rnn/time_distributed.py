"""The layer that applies another one to every step."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.variable import autocasting
from kerasish.layers.core.input_layer import InputLayer
from kerasish.layers.core.lambda_ import Lambda
from kerasish.layers.core.wrapper import Wrapper


class TimeDistributed(Wrapper):
    """y[:, t] = layer(x[:, t]).

    Args:
        layer: the layer for one step; its weights are those of all steps.

    Call arguments:
        inputs: (batch, time, ...).
        training: handed to the layer.
        mask: booleans (batch, time, ...); the layer gets those of a step.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> layers.TimeDistributed(layers.Dense(4))(np.ones((2, 5, 3))).shape
        (2, 5, 4)
    """

    supports_masking = True

    def _step_shape(self, input_shape):
        if len(input_shape) < 3:
            fail(
                f"layer {self.name!r}: the input has at least three axes",
                {"input": list(input_shape)},
                "give it (batch, time, ...)",
                graph.ShapeError,
            )
        return (input_shape[0], *input_shape[2:])

    def build(self, input_shape):
        self.layer._build_with((self._step_shape(input_shape),), {})

    def compute_output_shape(self, input_shape):
        shape = self.layer.compute_output_shape(self._step_shape(input_shape))
        return (shape[0], input_shape[1], *shape[1:])

    def call(self, inputs, training=None, mask=None):
        if mask is not None:
            mask = graph.as_tensor(mask)
            self._check_mask(inputs, mask)
        if acts_on_samples(self.layer, training):
            return self._on_all_steps(inputs, mask, training)
        return self._step_by_step(inputs, mask, training)

    def _check_mask(self, inputs, mask):
        shapes = mask.shape[:2], inputs.shape[:2]
        differs = any(None not in (a, b) and a != b for a, b in zip(*shapes))
        if mask.ndim < 2 or differs:
            fail(
                f"layer {self.name!r}: the mask does not fit the input",
                {"mask": list(mask.shape), "input": list(inputs.shape)},
                "give a mask (batch, time)",
                graph.ShapeError,
            )

    def _on_all_steps(self, inputs, mask, training):
        """One call with the steps as samples: (batch * time, ...)."""
        batch, time, *rest = graph.shape(inputs)
        if mask is not None:
            mask = graph.reshape(mask, (batch * time, *graph.shape(mask)[2:]))
        flat = graph.reshape(inputs, (batch * time, *rest))
        y = self._call_layer(flat, mask, training)
        return graph.reshape(y, (batch, time, *graph.shape(y)[1:]))

    def _step_by_step(self, inputs, mask, training):
        xs = graph.swapaxes(inputs, 0, 1)
        rows = (xs,) if mask is None else (xs, graph.swapaxes(mask, 0, 1))
        time = graph.shape(xs)[0]
        if not isinstance(time, int):
            ys = graph.map(lambda row: self._call_layer(*_pair(row), training), rows)
        else:
            steps = [tuple(part[t] for part in rows) for t in range(time)]
            ys = graph.stack([self._call_layer(*_pair(s), training) for s in steps])
        return graph.swapaxes(ys, 0, 1)

    def _call_layer(self, x, mask, training):
        signature, x = self.layer._signature, self.layer._convert(x)
        extra = {}
        if mask is not None and signature.has_mask:
            extra["mask"] = mask
        if signature.has_training:
            extra["training"] = training
        with autocasting(self.layer._reading_dtype):
            return self.layer.call(x, **extra)


def _pair(row):
    return row if len(row) == 2 else (row[0], None)


@internal
def acts_on_samples(layer, training) -> bool:
    """Whether each output sample of a layer is made from one input sample alone.

    Then many steps may be given at once. It is not so for layers that gather numbers
    over the batch (batch normalisation in training, stateful layers, penalties on
    outputs), and not known for layers and functions of the user.
    """
    for inner in layer._flatten_layers():
        if not type(inner).__module__.startswith("kerasish."):
            return False
        if isinstance(inner, Lambda) or getattr(inner, "stateful", False):
            return False
        if isinstance(inner, InputLayer) and inner.batch_shape[0] is not None:
            return False
        if inner.activity_regularizer is not None:
            return False
        if training and inner._tracker.non_trainable:
            return False
    return True

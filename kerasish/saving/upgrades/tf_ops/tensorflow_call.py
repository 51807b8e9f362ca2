"""A TensorFlow function as a layer, for what only the tensors of a call can tell."""

from __future__ import annotations

import graph
from kerasish.base.keras_tensor import KerasTensor
from kerasish.layers.layer import Layer
from kerasish.saving.upgrades.tf_ops.sizes import Expression, size_function
from kerasish.saving.upgrades.tf_ops.table import (
    arguments_for,
    find_tf_op,
)

CLASS_NAME = "TensorFlowCall"


class TensorFlowCall(Layer):
    """y = function(...), with sizes of the inputs among the arguments.

    Args:
        function: a TensorFlow function's name, such as "tile".
        arguments: [positional arguments, keyword arguments] as plain data, in which
            {"input": 0} is an input of the layer and {"function": "shape",
            "arguments": ...} another call, of sizes.
    """

    def __init__(self, function, arguments, **kwargs):
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        self.function, self.arguments = function, arguments
        self.built = True

    def call(self, inputs):
        """The function's value."""
        inputs = inputs if isinstance(inputs, (list, tuple)) else [inputs]
        args, kwargs = (_evaluated(part, inputs) for part in self.arguments)
        function = find_tf_op(self.function)
        return function(*args, **arguments_for(function, kwargs))

    def compute_mask(self, inputs, previous_mask):
        """None: a function of arrays says nothing of masks."""
        return None


def _evaluated(data, inputs):
    if isinstance(data, (list, tuple)):
        return [_evaluated(item, inputs) for item in data]
    if not isinstance(data, dict):
        return data
    if "input" in data:
        return inputs[data["input"]]
    if "function" in data and "arguments" in data:
        args, kwargs = (_evaluated(part, inputs) for part in data["arguments"])
        return size_function(data["function"])(*args, **kwargs)
    return {k: _evaluated(v, inputs) for k, v in data.items()}


def layer_call(symbol: str, args, kwargs, name: str):
    """The Keras tensors that the function gives, made by a `TensorFlowCall`."""
    inputs: list[KerasTensor] = []
    arguments = [_as_data(list(args), inputs), _as_data(dict(kwargs), inputs)]
    layer = TensorFlowCall(symbol, arguments, name=name)
    return layer(inputs[0] if len(inputs) == 1 else inputs)


def _as_data(value, inputs):
    """Plain data of arguments; Keras tensors are put among the inputs."""
    if isinstance(value, KerasTensor):
        places = [i for i, x in enumerate(inputs) if x is value]
        if not places:
            inputs.append(value)
        return {"input": places[0] if places else len(inputs) - 1}
    if isinstance(value, Expression):
        parts = [_as_data(list(value.args), inputs), _as_data(value.kwargs, inputs)]
        return {"function": value.symbol, "arguments": parts}
    if isinstance(value, (list, tuple)):
        return [_as_data(v, inputs) for v in value]
    if isinstance(value, dict):
        return {k: _as_data(v, inputs) for k, v in value.items()}
    return value.tolist() if isinstance(value, graph.Tensor) else value

"""The layer that reads a sequence in both directions."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.rules import Rule, optional
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.layers.layer import Layer

_RECURRENT = Rule(
    "a recurrent layer",
    lambda v: isinstance(v, Layer) and hasattr(v, "go_backwards"),
    (3, "lstm"),
)
_MERGE_MODE = Rule(
    '"concat", "sum", "mul", "ave" or None',
    lambda v: v is None or v in ("concat", "sum", "mul", "ave"),
    ("average", 3),
)


class Bidirectional(Layer):
    """y = merge(layer(x), layer'(x backwards)).

    Args:
        layer: a recurrent layer, which is copied for both directions.
        merge_mode: "concat" (along the last axis), "sum", "mul", "ave", or None for a
            tuple of both outputs.
        weights: list of arrays to start with, those of the forward layer first.
        backward_layer: the layer for the other direction; it needs the opposite
            ``go_backwards``.

    Call arguments:
        sequences: (batch, time, features).
        initial_state: list of states, those of the forward layer first.
        mask: booleans (batch, time).
        training: handed to the layers.

    Returns:
        The merged outputs; with return_state the states of both layers after it.
        Outputs of masked steps are zeros when sequences are returned.

    Weights:
        Those of the forward layer, then those of the backward layer.

    Source:
        Schuster and Paliwal, 1997, https://doi.org/10.1109/78.650093.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> layers.Bidirectional(layers.LSTM(4))(np.ones((2, 5, 3))).shape
        (2, 8)
    """

    rules = {
        "layer": _RECURRENT,
        "merge_mode": _MERGE_MODE,
        "backward_layer": optional(_RECURRENT),
    }
    supports_masking = True

    def __init__(
        self, layer, merge_mode="concat", weights=None, backward_layer=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.forward_layer = _copied(layer, "forward_")
        if backward_layer is None:
            backward_layer = _copied(layer, "backward_", go_backwards=True)
        self.backward_layer = backward_layer
        self._check_agreement()
        for one in (self.forward_layer, self.backward_layer):
            if hasattr(one, "zero_output_for_mask"):
                one.zero_output_for_mask = one.return_sequences
        self.merge_mode = merge_mode
        self._first_weights = weights
        self.stateful = layer.stateful
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        self.input_spec = layer.input_spec

    def _check_agreement(self):
        forward, backward = self.forward_layer, self.backward_layer
        if forward.go_backwards == backward.go_backwards:
            fail(
                "Bidirectional: the layers must go in opposite directions",
                {"go_backwards of both": forward.go_backwards},
                "make backward_layer with go_backwards=True",
            )
        for name in ("stateful", "return_sequences", "return_state"):
            values = getattr(forward, name), getattr(backward, name)
            if values[0] != values[1]:
                fail(
                    f"Bidirectional: both layers need the same {name}",
                    {"layer": values[0], "backward_layer": values[1]},
                    f"make both with {name}={values[0]}",
                )

    @property
    def layer(self):
        return self.forward_layer

    @property
    def states(self):
        """The states of both stateful layers."""
        if self.forward_layer.states is None or self.backward_layer.states is None:
            return None
        return (*self.forward_layer.states, *self.backward_layer.states)

    def reset_state(self) -> None:
        """Sets the states of stateful layers to zero."""
        if not self.stateful:
            fail(
                f"layer {self.name!r} has no states to reset",
                {"stateful": False},
                "make the layer inside with stateful=True",
            )
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    reset_states = reset_state

    def build(self, sequences_shape, initial_state_shape=None):
        self.forward_layer._build_with((sequences_shape,), {})
        self.backward_layer._build_with((sequences_shape,), {})
        if self._first_weights:
            half = len(self._first_weights) // 2
            self.forward_layer.set_weights(self._first_weights[:half])
            self.backward_layer.set_weights(self._first_weights[half:])

    def call(self, sequences, initial_state=None, mask=None, training=None):
        starts = (None, None)
        if initial_state is not None:
            half = len(initial_state) // 2
            starts = (list(initial_state[:half]), list(initial_state[half:]))
        found = [
            _run(layer, sequences, start, mask, training)
            for layer, start in zip((self.forward_layer, self.backward_layer), starts)
        ]
        if not self.return_state:
            return self._merged(*found)
        (y, *states), (y_back, *states_back) = found
        merged = self._merged(y, y_back)
        merged = merged if self.merge_mode is None else (merged,)
        return (*merged, *states, *states_back)

    def _merged(self, y, y_back):
        y = graph.cast(y, self.compute_dtype)
        y_back = graph.cast(y_back, self.compute_dtype)
        if self.return_sequences:
            y_back = graph.flip(y_back, 1)
        if self.merge_mode is None:
            return y, y_back
        if self.merge_mode == "concat":
            return graph.concatenate([y, y_back], axis=-1)
        if self.merge_mode == "mul":
            return y * y_back
        total = y + y_back
        return total * 0.5 if self.merge_mode == "ave" else total

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        shape = self.forward_layer.compute_output_shape(sequences_shape)
        states = ()
        if self.return_state:
            shape, *states = shape
        if self.merge_mode == "concat":
            shape = (*shape[:-1], 2 * shape[-1])
        if self.merge_mode is None:
            return (shape, shape, *states, *states)
        return (shape, *states, *states) if self.return_state else shape

    def compute_mask(self, inputs, mask):
        mask = graph.flatten(mask)[0] if self.return_sequences else None
        outputs = [mask] * (2 if self.merge_mode is None else 1)
        if self.return_state:
            sizes = graph.flatten(self.forward_layer.state_size)
            outputs += [None] * (2 * len(sizes))
        return outputs if len(outputs) > 1 else mask

    def get_config(self):
        config = super().get_config()
        config.pop("weights", None)
        for name in ("layer", "backward_layer"):  # they are built with this layer
            config[name].pop("build_config", None)
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        for name in ("layer", "backward_layer"):
            if config.get(name) is not None:
                config[name] = deserialize_keras_object(
                    config[name], custom_objects, family_name="layers"
                )
        return cls(**config)


def _copied(layer, prefix: str, **changes):
    """A layer like this one, with the prefix before its name."""
    record = serialize_keras_object(layer)
    name = prefix + layer.name.removeprefix(prefix)
    record["config"] = {**record["config"], "name": name, **changes}
    record.pop("build_config", None)
    copy = deserialize_keras_object(
        record, {type(layer).__name__: type(layer)}, family_name="layers"
    )
    if hasattr(layer, "use_cudnn"):
        copy.use_cudnn = layer.use_cudnn
    return copy


def _run(layer, sequences, start, mask, training):
    """A call with what the layer's ``call`` takes."""
    extra = {"initial_state": start, "mask": mask, "training": training}
    takes = layer._signature.takes
    given = {k: v for k, v in extra.items() if v is not None and takes(k)}
    return layer(sequences, **given)

"""Models whose summaries were recorded from Keras, in recorded_summaries.txt."""

from __future__ import annotations

import numpy as np


def branched(keras):
    """Two inputs of a sum, and an operation."""
    x = keras.Input((4,), name="x")
    y = keras.layers.Add(name="sum")([x, keras.layers.Dense(4, name="wide")(x)])
    y = keras.layers.Dense(1, name="a_dense_layer_of_a_long_name")(y) * 2.0
    return keras.Model(x, y, name="branched")


def nested(keras):
    """A chain in a model in a model, part of it frozen."""
    layers = keras.layers
    seq = keras.Sequential([keras.Input((6, 6, 1)), layers.Conv2D(8, 3, name="conv"),
                            layers.BatchNormalization(name="norm"),
                            layers.Flatten(name="flat")], name="seq")  # fmt: skip
    a, b = keras.Input((6, 6, 1), name="img"), keras.Input((3,), name="meta")
    inner = keras.Model([a, b], layers.Concatenate(name="cat")([seq(a), b]), name="in")
    a, b = keras.Input((6, 6, 1), name="img2"), keras.Input((3,), name="meta2")
    y = layers.Dense(2, name="out")(inner([a, b]))
    seq.get_layer("conv").trainable = False
    return keras.Model([a, b], [y, layers.Dropout(0.1, name="drop")(y)], name="outer")


def trained(keras):
    """A chain whose optimizer has state."""
    dense = keras.layers.Dense(3, name="dense")
    model = keras.Sequential([keras.Input((4,)), dense], name="trained")
    model.compile("adam", "mse")
    model.train_on_batch(np.zeros((2, 4)), np.zeros((2, 3)))
    return model


def states(keras):
    """A layer of several outputs, called twice."""
    x, z = keras.Input((5, 3), name="x"), keras.Input((5, 3), name="z")
    lstm = keras.layers.LSTM(4, return_state=True, name="lstm")
    return keras.Model([x, z], [*lstm(x), *lstm(z)], name="states")


def called(keras):
    """A subclassed model that was called."""

    class Two(keras.Model):
        def __init__(self):
            super().__init__(name="two")
            self.a = keras.layers.Dense(3, name="a")
            self.b = keras.layers.Dense(2, name="b")

        def call(self, x):
            return self.b(self.a(x))

    model = Two()
    model(np.zeros((2, 4), "float32"))
    return model


MODELS = {f.__name__: f for f in (branched, nested, trained, states, called)}
CASES = [
    ("branched", {}),
    ("branched", {"line_length": 50}),
    ("branched", {"layer_range": ["w.*", "sum"], "line_length": 70}),
    ("branched", {"layer_range": ["sum", "x"], "line_length": 70}),
    ("nested", {}),
    ("nested", {"expand_nested": True, "show_trainable": True}),
    ("trained", {}),
    ("trained", {"line_length": 60, "positions": [0.5, 0.75, 1.0]}),
    ("states", {"show_trainable": True, "line_length": 90}),
    ("called", {}),
]

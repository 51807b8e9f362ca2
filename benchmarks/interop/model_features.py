"""Features: how a model is put together."""

from __future__ import annotations

import numpy as np

from benchmarks.interop.feature import Feature


def multi_io(keras):
    k = keras.layers
    a, b = keras.Input((5,), name="a"), keras.Input((3,), name="b")
    joined = k.Concatenate(name="joined")([k.Dense(4, name="left")(a), b])
    outputs = [k.Dense(2, name="one")(joined), k.Dense(1, name="two")(joined)]
    return keras.Model([a, b], outputs)


def merging(keras):
    k = keras.layers
    a, b = keras.Input((5, 4)), keras.Input((5, 4))
    merged = [
        layer([a, b]) for layer in (k.Add(), k.Subtract(), k.Multiply(), k.Average())
    ]
    merged += [k.Maximum()([a, b]), k.Minimum()([a, b]), k.Concatenate(axis=1)([a, b])]
    dot = k.Dot(axes=2, normalize=True)([a, b])
    return keras.Model([a, b], [k.Concatenate(axis=1)(merged), dot])


def shared(keras):
    k = keras.layers
    a, b = keras.Input((5,)), keras.Input((5,))
    tower = k.Dense(4, activation="tanh", name="tower")
    twice = k.Dense(4, name="twice")
    joined = k.Add()([tower(a), tower(b)])
    return keras.Model([a, b], k.Dense(1)(twice(twice(joined))))


def _inner(keras, name="inner"):
    start = keras.Input((4,))
    middle = keras.layers.Dense(3, activation="relu", name=f"{name}_dense")(start)
    end = keras.layers.Add(name=f"{name}_sum")(
        [middle, keras.layers.Dense(3, name=f"{name}_other")(start)]
    )
    return keras.Model(start, end, name=name)


def nested(keras):
    start = keras.Input((5,))
    x = keras.layers.Dense(4)(start)
    return keras.Model(start, keras.layers.Dense(2)(_inner(keras)(x)))


def nested_last(keras):
    start = keras.Input((5,))
    return keras.Model(start, _inner(keras)(keras.layers.Dense(4)(start)))


def nested_twice(keras):
    a, b = keras.Input((4,)), keras.Input((4,))
    inner = _inner(keras)
    joined = keras.layers.Concatenate()([inner(a), inner(b)])
    return keras.Model([a, b], keras.layers.Dense(2)(joined))


def nested_outputs(keras):
    a, b = keras.Input((4,)), keras.Input((3,))
    sums = keras.layers.Concatenate()([a, b])
    inner = keras.Model([a, b], [keras.layers.Dense(2)(sums), sums], name="inner")
    x, y = keras.Input((4,)), keras.Input((3,))
    first, second = inner([x, y])
    joined = keras.layers.Concatenate()([first, second])
    return keras.Model([x, y], keras.layers.Dense(2)(joined))


def deeply_nested(keras):
    start = keras.Input((4,))
    inner = _inner(keras)
    middle = keras.Model(start, keras.layers.Dense(4)(inner(start)), name="middle")
    outer = keras.Input((4,))
    return keras.Model(outer, keras.layers.Dense(2)(middle(outer)))


def sequential_in_functional(keras):
    k = keras.layers
    inner = keras.Sequential(
        [keras.Input((4,)), k.Dense(3, activation="relu"), k.BatchNormalization()],
        name="inner",
    )
    start = keras.Input((4,))
    return keras.Model(start, k.Dense(2)(inner(start)))


def sequential_without_input(keras):
    k = keras.layers
    inner = keras.Sequential([k.Dense(3), k.Dense(3)], name="inner")
    start = keras.Input((4,))
    return keras.Model(start, k.Dense(2)(inner(start)))


def functional_in_sequential(keras):
    return keras.Sequential([keras.Input((4,)), _inner(keras), keras.layers.Dense(2)])


def sequential_in_sequential(keras):
    k = keras.layers
    inner = keras.Sequential([keras.Input((4,)), k.Dense(3)], name="inner")
    return keras.Sequential([keras.Input((4,)), inner, k.Dense(2)])


def time_distributed_model(keras):
    start = keras.Input((5, 4))
    return keras.Model(start, keras.layers.TimeDistributed(_inner(keras))(start))


def dict_inputs(keras):
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    joined = keras.layers.Concatenate()([a, b])
    return keras.Model([a, b], {"end": keras.layers.Dense(2, name="end")(joined)})


def frozen(keras):
    k = keras.layers
    model = keras.Sequential(
        [keras.Input((4,)), k.Dense(3), k.BatchNormalization(), k.Dense(2)]
    )
    model.layers[0].trainable = False
    return model


def batch_size(keras):
    start = keras.Input((4,), batch_size=4)
    return keras.Model(start, keras.layers.Dense(2)(start))


def rnn_state(keras):
    k = keras.layers
    start = keras.Input((6, 3))
    sequence, h, c = k.LSTM(4, return_sequences=True, return_state=True)(start)
    again = k.LSTM(4)(sequence, initial_state=[h, c])
    return keras.Model(start, [again, h])


def attention(keras):
    a, b = keras.Input((5, 4)), keras.Input((6, 4))
    return keras.Model(
        [a, b],
        [
            keras.layers.Attention(use_scale=True)([a, b]),
            keras.layers.AdditiveAttention()([a, b]),
        ],
    )


def multi_head_attention(keras):
    a, b = keras.Input((5, 4)), keras.Input((6, 4))
    layer = keras.layers.MultiHeadAttention(2, 3, name="heads")
    return keras.Model([a, b], layer(a, b))


def multi_head_keywords(keras):
    a, b = keras.Input((5, 4)), keras.Input((6, 4))
    layer = keras.layers.MultiHeadAttention(2, 3, value_dim=2)
    return keras.Model([a, b], layer(query=a, value=b, key=b))


def operators(keras):
    a, b = keras.Input((4,)), keras.Input((4,))
    x = keras.layers.Dense(4)(a) * 2.0 + b
    return keras.Model([a, b], keras.layers.Dense(2)(1.0 - x / 3.0))


def slicing(keras):
    start = keras.Input((6, 4))
    return keras.Model(start, keras.layers.Dense(2)(start[:, 1:4, ::2]))


def call_arguments(keras):
    k = keras.layers
    start = keras.Input((4,))
    x = k.BatchNormalization()(start, training=False)
    return keras.Model(start, k.Dense(2)(x))


def mixed_precision(keras):
    k = keras.layers
    start = keras.Input((5,))
    x = k.Dense(4, activation="relu", dtype="mixed_float16")(start)
    x = k.BatchNormalization(dtype="mixed_float16")(x)
    return keras.Model(start, k.Dense(2, dtype="float32")(x))


def mixed_bfloat16(keras):
    k = keras.layers
    start = keras.Input((5,))
    x = k.Dense(4, dtype="mixed_bfloat16")(start)
    return keras.Model(start, k.Dense(2, dtype="float32")(x))


def float64(keras):
    k = keras.layers
    start = keras.Input((5,), dtype="float64")
    return keras.Model(start, k.Dense(2, dtype="float64")(start))


def custom_class(keras):
    class Scaled(keras.layers.Layer):
        """A layer with a weight and an argument."""

        def __init__(self, factor=1.0, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor

        def build(self, input_shape):
            self.shift = self.add_weight(
                shape=(input_shape[-1],), initializer="ones", name="shift"
            )
            super().build(input_shape)

        def call(self, inputs):
            return inputs * self.factor + self.shift

        def get_config(self):
            return {**super().get_config(), "factor": self.factor}

    return {"Scaled": Scaled}


def custom_layer(keras):
    scaled = custom_class(keras)["Scaled"]
    return keras.Sequential(
        [keras.Input((4,)), scaled(2.0), keras.layers.Dense(2), scaled()]
    )


def custom_function(keras):
    def cube(x):
        return x * x * x

    return {"cube": cube}


def custom_activation(keras):
    cube = custom_function(keras)["cube"]
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation=cube)])


def subclassed(keras):
    class Own(keras.Model):
        """A model whose layers are attributes."""

        def __init__(self):
            super().__init__()
            self.first = keras.layers.Dense(3, activation="relu", name="first")
            self.second = keras.layers.Dense(2, name="second")

        def call(self, inputs):
            return self.second(self.first(inputs))

    model = Own()
    model(np.zeros((1, 4), "float32"))
    return model


_TENSORS_IN_KEYWORDS = "Keras 3 reads calls with several tensors in its own form only"
_OPERATIONS = "Keras 2 has no operations of Keras 3, nor the other way round"
_ONLY_KERAS_3 = {
    "rnn_state": _TENSORS_IN_KEYWORDS,
    "multi_head_attention": _TENSORS_IN_KEYWORDS,
    "multi_head_keywords": _TENSORS_IN_KEYWORDS,
    "operators": _OPERATIONS,
    "slicing": _OPERATIONS,
}
_CUSTOM = {"custom_layer": custom_class, "custom_activation": custom_function}
_INPUTS = {"subclassed": ((4,),)}
_TOLERANCES = {"mixed_precision": 1e-2, "mixed_bfloat16": 5e-2}
_BUILDERS = [
    multi_io, dict_inputs, merging, shared, nested, nested_last, nested_twice,
    nested_outputs, deeply_nested, sequential_in_functional, sequential_without_input,
    functional_in_sequential, sequential_in_sequential, time_distributed_model, frozen,
    batch_size, rnn_state, attention, multi_head_attention, multi_head_keywords,
    operators, slicing, call_arguments, mixed_precision, mixed_bfloat16, float64,
    custom_layer, custom_activation, subclassed,
]  # fmt: skip

MODEL_FEATURES = [
    Feature(
        build.__name__.replace("_", " "),
        build,
        _INPUTS.get(build.__name__),
        _CUSTOM.get(build.__name__),
        _TOLERANCES.get(build.__name__, 1e-4),
        _ONLY_KERAS_3.get(build.__name__),
    )
    for build in _BUILDERS
]

"""The models, made with a module that speaks Keras: keras itself, or kerasish."""

from __future__ import annotations

from benchmarks.workloads.catalogue import VOCABULARY, Workload


def make_model(keras, workload: Workload):
    """The model of a workload, compiled if it trains."""
    model = _MODELS[workload.model](keras, keras.layers, workload)
    if workload.trains:
        kind = "binary" if workload.classes == 1 else "sparse_categorical"
        model.compile("adam", f"{kind}_crossentropy", metrics=["accuracy"])
    return model


def _perceptron(keras, layers, workload, hidden):
    model = keras.Sequential([keras.Input(workload.example)])
    for units in hidden:
        model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(workload.classes, activation="softmax"))
    return model


def _tiny(keras, layers, workload):
    return _perceptron(keras, layers, workload, (32,))


def _mlp(keras, layers, workload):
    return _perceptron(keras, layers, workload, (512, 512))


def _cnn(keras, layers, workload):
    return keras.Sequential(
        [
            keras.Input(workload.example),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(workload.classes, activation="softmax"),
        ]
    )


def _tiny_cnn(keras, layers, workload):
    return keras.Sequential(
        [
            keras.Input(workload.example),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(workload.classes, activation="softmax"),
        ]
    )


def _lstm(keras, layers, workload):
    return keras.Sequential(
        [
            keras.Input(workload.example),
            layers.Embedding(VOCABULARY, 128),
            layers.LSTM(128),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _resnet(keras, layers, workload):
    def normalised(x, filters, size=3, strides=1):
        convolution = layers.Conv2D(
            filters, size, strides=strides, padding="same", use_bias=False
        )
        return layers.BatchNormalization()(convolution(x))

    inputs = keras.Input(workload.example)
    x = layers.ReLU()(normalised(inputs, 16))
    for stage, filters in enumerate((16, 32, 64)):
        for block in range(3):
            strides = 2 if stage > 0 and block == 0 else 1
            y = layers.ReLU()(normalised(x, filters, strides=strides))
            y = normalised(y, filters)
            if strides == 2:
                x = normalised(x, filters, size=1, strides=2)
            x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


def _transformer(keras, layers, workload):
    inputs = keras.Input(workload.example)
    x = layers.Embedding(VOCABULARY, 128)(inputs)
    for _ in range(2):
        attended = layers.MultiHeadAttention(num_heads=4, key_dim=32)(x, x)
        x = layers.LayerNormalization()(layers.Add()([x, attended]))
        hidden = layers.Dense(256, activation="gelu")(x)
        x = layers.Add()([x, layers.Dense(128)(hidden)])
        x = layers.LayerNormalization()(x)
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(inputs, layers.Dense(2, activation="softmax")(x))


def _splice(keras, layers, workload):
    inputs = keras.Input((None, workload.example[1]))
    x = layers.Conv1D(32, 1)(inputs)
    for block in range(8):
        y = x
        for _ in range(2):
            y = layers.ReLU()(layers.BatchNormalization()(y))
            rate = 1 if block < 4 else 4
            y = layers.Conv1D(32, 11, dilation_rate=rate, padding="same")(y)
        x = layers.Add()([x, y])
    return keras.Model(inputs, layers.Conv1D(3, 1, activation="softmax")(x))


_MODELS = {
    "tiny": _tiny,
    "mlp": _mlp,
    "cnn": _cnn,
    "tiny_cnn": _tiny_cnn,
    "lstm": _lstm,
    "resnet": _resnet,
    "transformer": _transformer,
    "splice": _splice,
}

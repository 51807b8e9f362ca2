"""Features: what a model was compiled with, and the state of its optimizer."""

from __future__ import annotations

from benchmarks.interop.feature import Feature


def _model(keras):
    k = keras.layers
    return keras.Sequential(
        [
            keras.Input((5,)),
            k.Dense(4, activation="tanh"),
            k.BatchNormalization(),
            k.Dense(2),
        ]
    )


def _two_outputs(keras):
    start = keras.Input((5,))
    x = keras.layers.Dense(4, activation="tanh")(start)
    outputs = [keras.layers.Dense(2, name=name)(x) for name in ("one", "two")]
    return keras.Model(start, outputs)


def _classes(keras):
    end = keras.layers.Dense(3, activation="softmax")
    return keras.Sequential([keras.Input((5,)), end])


def compiled(make_arguments, make_model=_model):
    """A builder of a compiled model."""

    def build(keras):
        model = make_model(keras)
        model.compile(**make_arguments(keras))
        return model

    return build


def with_optimizer(make):
    return compiled(
        lambda k: {"optimizer": make(k.optimizers), "loss": "mean_squared_error"}
    )


def with_schedule(make):
    return with_optimizer(lambda o: o.Adam(make(o.schedules)))


def with_loss(make_loss, make_model=_model):
    return compiled(
        lambda k: {"optimizer": "sgd", "loss": make_loss(k.losses)}, make_model
    )


_OPTIMIZERS = {
    "SGD": lambda o: o.SGD(0.05),
    "SGD, momentum": lambda o: o.SGD(0.05, momentum=0.9, nesterov=True),
    "RMSprop": lambda o: o.RMSprop(0.01),
    "RMSprop, centered": lambda o: o.RMSprop(0.01, centered=True, momentum=0.5),
    "Adam": lambda o: o.Adam(0.01),
    "Adam, amsgrad": lambda o: o.Adam(0.01, amsgrad=True),
    "Adam, clipnorm": lambda o: o.Adam(0.01, clipnorm=0.1),
    "Adam, EMA": lambda o: o.Adam(0.01, use_ema=True, ema_momentum=0.9),
    "AdamW": lambda o: o.AdamW(0.01, weight_decay=0.01),
    "Adamax": lambda o: o.Adamax(0.01),
    "Nadam": lambda o: o.Nadam(0.01),
    "Adagrad": lambda o: o.Adagrad(0.05),
    "Adadelta": lambda o: o.Adadelta(0.5),
    "Ftrl": lambda o: o.Ftrl(0.05),
    "Adafactor": lambda o: o.Adafactor(0.05),
    "Lion": lambda o: o.Lion(0.01),
    "Adam, accumulation": lambda o: o.Adam(0.01, gradient_accumulation_steps=2),
    "Lamb": lambda o: o.Lamb(0.01),
    "Muon": lambda o: o.Muon(0.01),
}

_SCHEDULES = {
    "ExponentialDecay": lambda s: s.ExponentialDecay(0.05, 2, 0.5),
    "PiecewiseConstantDecay": lambda s: s.PiecewiseConstantDecay(
        [2, 4], [0.1, 0.05, 0.01]
    ),
    "PolynomialDecay": lambda s: s.PolynomialDecay(0.05, 8),
    "InverseTimeDecay": lambda s: s.InverseTimeDecay(0.05, 2, 0.5),
    "CosineDecay": lambda s: s.CosineDecay(0.01, 8, warmup_target=0.05, warmup_steps=2),
    "CosineDecayRestarts": lambda s: s.CosineDecayRestarts(0.05, 3),
}

_LOSSES = {
    "loss object": with_loss(lambda x: x.Huber(0.5)),
    "loss by short name": with_loss(lambda x: "mae"),
    "loss with logits": with_loss(lambda x: x.BinaryCrossentropy(from_logits=True)),
    "loss with smoothing": with_loss(
        lambda x: x.CategoricalCrossentropy(label_smoothing=0.1), _classes
    ),
    "loss list": with_loss(
        lambda x: ["mean_squared_error", x.MeanAbsoluteError()], _two_outputs
    ),
    "loss dict": with_loss(
        lambda x: {"one": "mean_squared_error", "two": x.Huber()}, _two_outputs
    ),
}

_METRICS = {
    "metrics": compiled(
        lambda k: {
            "optimizer": "sgd",
            "loss": "mean_squared_error",
            "metrics": ["mae", k.metrics.RootMeanSquaredError(name="rmse")],
        }
    ),
    "metric dict, loss weights": compiled(
        lambda k: {
            "optimizer": "adam",
            "loss": {"one": "mean_squared_error", "two": "mean_absolute_error"},
            "loss_weights": {"one": 1.0, "two": 0.5},
            "metrics": {"one": ["mae"], "two": k.metrics.MeanSquaredError()},
        },
        _two_outputs,
    ),
    "accuracy, AUC": compiled(
        lambda k: {
            "optimizer": "adam",
            "loss": "categorical_crossentropy",
            "metrics": ["accuracy", k.metrics.AUC(num_thresholds=20)],
        },
        _classes,
    ),
}

TRAINING_FEATURES = [
    *(Feature(name, with_optimizer(make)) for name, make in _OPTIMIZERS.items()),
    *(Feature(name, with_schedule(make)) for name, make in _SCHEDULES.items()),
    *(Feature(name, build) for name, build in {**_LOSSES, **_METRICS}.items()),
]

"""2 N steps == N + save + load + N, bit for bit: every optimizer, in every format."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish import layers, models, optimizers
from kerasish.base.discovery import family

STEPS = 2
RANDOM = np.random.default_rng(0)
BATCHES = [
    (RANDOM.normal(size=(4, 3)).astype("float32"), RANDOM.normal(size=(4, 1)))
    for _ in range(2 * STEPS)
]
SINGLE = {
    name: kind
    for name, kind in sorted(family("optimizers").everything().items())
    if issubclass(kind, optimizers.Optimizer)
    and kind is not optimizers.Optimizer
    and name not in ("LossScaleOptimizer", "MultiOptimizer")
}


def averaged(kind):
    """All that changes gradients and weights around the update, and a schedule."""
    return kind(
        optimizers.schedules.ExponentialDecay(0.01, 1, 0.5),
        clipnorm=0.1,
        weight_decay=0.1,
        use_ema=True,
        ema_momentum=0.5,
        ema_overwrite_frequency=3,
    )


VARIANTS = {
    "averaged": averaged,
    # the save is in the middle of an accumulation
    "accumulating": lambda kind: kind(0.01, gradient_accumulation_steps=STEPS + 1),
    "scaled": lambda kind: optimizers.LossScaleOptimizer(
        kind(0.01), initial_scale=4.0, dynamic_growth_steps=STEPS + 1
    ),
}
CASES = {
    f"{name}-{variant}": (lambda kind=kind, make=make: make(kind))
    for name, kind in SINGLE.items()
    for variant, make in VARIANTS.items()
} | {
    "SGD-momentum": lambda: optimizers.SGD(0.01, momentum=0.9, nesterov=True),
    "RMSprop-all": lambda: optimizers.RMSprop(momentum=0.5, centered=True),
    "Adam-amsgrad": lambda: optimizers.Adam(amsgrad=True),
    "MultiOptimizer": lambda: optimizers.MultiOptimizer(
        optimizers.OptimizerMap(
            optimizers.Adam(0.01), {"out": optimizers.SGD(0.1, momentum=0.5)}
        )
    ),
}


def compiled(optimizer):
    model = kerasish.Sequential(
        [
            kerasish.Input((3,)),
            layers.Dense(4, name="in"),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(1, name="out"),
        ]
    )
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def train(model, batches):
    return [model.train_on_batch(*batch) for batch in batches]


def state(model):
    """All variables by what they are for; names of objects may be others."""
    every = [*model.variables, *model.optimizer.variables]
    return [v.numpy() for v in every]


def assert_same(model, wanted, logs, wanted_logs):
    assert logs == wanted_logs
    got = state(model)
    assert len(got) == len(wanted)
    for a, b in zip(got, wanted):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype


@pytest.mark.parametrize("case", list(CASES))
def test_training_goes_on(case, tmp_path, monkeypatch):
    monkeypatch.setenv("KERASISH_ENGINE", "numpy")
    model = compiled(CASES[case]())
    train(model, BATCHES[:STEPS])
    set_rate(model.optimizer)
    # formats take turns: every optimizer meets each of them
    whole = tmp_path / ("m.h5" if list(CASES).index(case) % 2 else "m.keras")
    weights = tmp_path / "m.weights.h5"
    model.save(whole)
    model.save_weights(weights)
    wanted_logs = train(model, BATCHES[STEPS:])
    wanted = state(model)
    kerasish.utils.clear_session()
    kerasish.random.normal((3,))
    again = models.load_model(whole)
    assert_same(again, wanted, train(again, BATCHES[STEPS:]), wanted_logs)
    model.load_weights(weights)  # into a model that has gone on
    assert_same(model, wanted, train(model, BATCHES[STEPS:]), wanted_logs)


def set_rate(optimizer):
    """As a callback does, where the rate is a variable."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    fixed = isinstance(inner, optimizers.MultiOptimizer)
    if not fixed and isinstance(inner._learning_rate, kerasish.Variable):
        inner.learning_rate = 0.0123

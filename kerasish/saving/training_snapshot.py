"""All that a training goes on from: of the model, and of the process."""

from __future__ import annotations

import json

import numpy as np

import graph
from kerasish.base.errors import FileError, fail
from kerasish.base.random_state import random_state, set_random_state
from kerasish.layers.layer_state import LayerState
from kerasish.metrics.metric import Metric
from kerasish.saving.structured.state_walk import places
from kerasish.saving.structured.variable_rows import reads_by_number

#: the key of the random state of the process
RANDOM = "random"
METRICS = "metrics/"


def training_state(model) -> dict[str, np.ndarray]:
    """The state of a training between two batches: one flat mapping of arrays.

    Args:
        model: a built model, compiled or not.

    Returns:
        Weights, the optimizer's variables and the seeds of layers, each as
        ``place/number`` like in a ``.weights.h5`` file; metrics as ``metrics/number``;
        and under "random" the state of the generators of the process, as JSON in bytes.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> from kerasish.saving import restore_training_state, training_state
        >>> x, y = np.ones((4, 3), "float32"), np.ones((4, 1), "float32")
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...     kerasish.layers.Dropout(0.5), kerasish.layers.Dense(1)])
        >>> model.compile("adam", "mse")
        >>> _ = model.fit(x, y, verbose=0)
        >>> state = training_state(model)
        >>> first = model.fit(x, y, verbose=0).history["loss"]
        >>> restore_training_state(model, state)
        >>> first == model.fit(x, y, verbose=0).history["loss"]
        True
    """
    state = {
        _key(place, key): np.array(array)
        for place, item in _stateful(model)
        for key, array in _saved(item).items()
    }
    for i, variable in enumerate(_metric_variables(model)):
        state[f"{METRICS}{i}"] = np.array(variable.array)
    text = json.dumps(random_state())
    return {**state, RANDOM: np.frombuffer(text.encode("ascii"), np.uint8)}


def restore_training_state(model, state, batch=None) -> None:
    """Puts a model, and the generators of the process, into a state from before.

    Args:
        model: as it was, or another of the same architecture, compiled likewise.
        state: from `training_state`.
        batch: (x, y) or (x, y, sample_weight) of the training: metrics of a new model
            are made by it, and so go on from the middle of an epoch. Without it they
            start again, as they do in each epoch.

    Raises:
        FileError: the state is that of another training; nothing is changed then.
    """
    if batch is not None:
        _trace_a_step(model, batch)
    if model.optimizer is not None and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    metrics = _metric_variables(model)
    known = {key for key in state if key.startswith(METRICS)}
    if batch is None and len(known) != len(metrics):
        metrics, state = [], {k: v for k, v in state.items() if k not in known}
    _require_alike(model, state)
    for place, item in _stateful(model):
        own = {key: np.asarray(state[_key(place, key)]) for key in _saved(item)}
        variables = _by_number(item)
        for number, variable in enumerate(variables):
            variable.assign(own[str(number)])
        if own and not variables:
            item.load_own_variables(own)
    for i, variable in enumerate(metrics):
        variable.assign(np.asarray(state[f"{METRICS}{i}"]))
    set_random_state(_random_of(state))


def _trace_a_step(model, batch) -> None:
    """Makes what the first step makes, and computes nothing."""
    like = graph.map_leaves(
        lambda a: None if a is None else graph.placeholder(a.dtype, a.shape, "batch"),
        batch,
    )
    with graph.tracing():
        model._prepared(model.train_step, "train")(like)


def _key(place: str, name: str) -> str:
    return f"{place}/{name}".lstrip("/")


def _stateful(model):
    return [
        (place, item)
        for place, item in places(model)
        if hasattr(item, "save_own_variables") and not isinstance(item, Metric)
    ]


def _metric_variables(model) -> list:
    return list(dict.fromkeys(model.metrics_variables))


def _by_number(item) -> list:
    """All variables of a layer that are kept as they are, those of LoRA too."""
    if not isinstance(item, LayerState) or not reads_by_number(item):
        return []
    return [*item._tracker.trainable, *item._tracker.non_trainable]


def _saved(item) -> dict:
    variables = _by_number(item)
    if variables:
        return {str(n): variable.numpy() for n, variable in enumerate(variables)}
    store: dict = {}
    item.save_own_variables(store)
    return store


def _require_alike(model, state) -> None:
    own = training_state(model)
    if not any(key.startswith(METRICS) for key in state):
        own = {k: v for k, v in own.items() if not k.startswith(METRICS)}
    differ = [
        f"{key}: {_form(own.get(key))} here, {_form(state.get(key))} in the state"
        for key in dict.fromkeys([*own, *state])
        if key != RANDOM and _form(own.get(key)) != _form(state.get(key))
    ]
    if differ or RANDOM not in state:
        fail(
            "the state is that of another training",
            "\n".join(differ[:10]) if differ else f"{RANDOM!r} is missing",
            "build and compile the model as it was",
            FileError,
        )


def _form(array) -> str:
    return "nothing" if array is None else f"{array.dtype}{list(np.shape(array))}"


def _random_of(state) -> dict:
    try:
        return json.loads(np.asarray(state[RANDOM], np.uint8).tobytes())
    except (ValueError, RecursionError) as error:
        fail("the random state is damaged", str(error), error=FileError)

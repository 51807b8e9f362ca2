"""Steps that fold axes, or normalise or accumulate along them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import graph
from graph.testing.fuzzing.steps import (
    Draft,
    Step,
    Unfit,
    functions,
    is_float,
    is_number,
    makes,
)

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


OF_NUMBERS = functions("sum mean max min prod any all count_nonzero var std ptp")
OF_FLOATS = {**OF_NUMBERS, "logsumexp": graph.logsumexp, "median": graph.median}
ALONG = {
    "argmax": graph.argmax,
    "argmin": graph.argmin,
}
RUNNING = {
    "cumsum": lambda x, axis, **how: graph.cumsum(x, axis, **how) * 0.3,
    "cumprod": lambda x, axis, **how: graph.cumprod(
        graph.tanh(x) * 0.5 + 1, axis, **how
    ),
}
NORMALISED = {
    "softmax": graph.softmax,
    "log_softmax": graph.log_softmax,
    "layer_normalization": lambda x, axis: graph.layer_normalization(x, axis=axis),
    "rms_normalization": lambda x, axis: graph.rms_normalization(x, axis=axis),
    "standardize": graph.standardize,
    "centred": lambda x, axis: x - graph.mean(x, axis, keepdims=True),
    "over_sum": lambda x, axis: (
        graph.exp(graph.tanh(x)) / graph.sum(graph.exp(graph.tanh(x)), axis, True)
    ),
    "two_folds": lambda x, axis: (
        (x - graph.min(x, axis, True))
        / (graph.max(x, axis, True) - graph.min(x, axis, True) + 1.0)
    ),
}


@makes(9)
def reduction(draft: Draft) -> Step:
    place = draft.pick(is_number)
    value = draft.values[place]
    known = OF_FLOATS if is_float(value) else OF_NUMBERS
    name, keep = draft.rng.choice(list(known)), draft.rng.random() < 0.5
    axes = None if draft.rng.random() < 0.2 else draft.axes(value)
    function = known[name]
    if name == "prod":
        return Step(name, lambda x: function(_tame(x), axes, keep), (place,))
    return Step(name, lambda x: function(x, axes, keep), (place,))


def _tame(x: Tensor) -> Tensor:
    """Numbers whose products stay in range."""
    if x.dtype.kind == "f":
        return graph.tanh(x) + 0.1
    return x


@makes(1)
def logical_reduction(draft: Draft) -> Step:
    place = draft.pick(lambda x: x.dtype.kind == "b")
    name = draft.rng.choice(["any", "all", "sum", "mean", "count_nonzero", "max"])
    axes, keep = draft.axes(draft.values[place]), draft.rng.random() < 0.5
    function = getattr(graph, name)
    return Step(name, lambda x: function(x, axes, keep), (place,))


@makes(1.5)
def place_of_extreme(draft: Draft) -> Step:
    place = draft.pick(is_number)
    axis, keep = draft.axis(draft.values[place]), draft.rng.random() < 0.3
    name = draft.rng.choice(list(ALONG))
    return Step(name, lambda x: ALONG[name](x, axis, keep), (place,))


@makes(1.5)
def running(draft: Draft) -> Step:
    place = draft.pick(is_float)
    axis = draft.axis(draft.values[place])
    name = draft.rng.choice(list(RUNNING))
    how = {
        "reverse": draft.rng.random() < 0.4,
        "exclusive": draft.rng.random() < 0.4,
    }
    return Step(name, lambda x: RUNNING[name](x, axis, **how), (place,))


@makes(1)
def running_integers(draft: Draft) -> Step:
    place = draft.pick(lambda x: x.dtype.kind in "iu")
    axis = draft.axis(draft.values[place])
    reverse = draft.rng.random() < 0.5
    return Step("cumsum", lambda x: graph.cumsum(x, axis, reverse), (place,))


@makes(4)
def normalised(draft: Draft) -> Step:
    place = draft.pick(is_float)
    value = draft.values[place]
    name = draft.rng.choice(list(NORMALISED))
    axes = draft.axes(value) if draft.rng.random() < 0.5 else draft.axis(value)
    if not value.size:
        raise Unfit("nothing to normalise")
    return Step(name, lambda x: NORMALISED[name](x, axes), (place,))


@makes(1)
def layer_with_scale(draft: Draft) -> Step:
    place = draft.pick(lambda x: is_float(x) and x.ndim > 0)
    value = draft.values[place]
    gamma = draft.new(value.shape[-1:], value.dtype)
    beta = draft.new(value.shape[-1:], value.dtype)
    return Step("layer_normalization", graph.layer_normalization, (place, gamma, beta))


@makes(1)
def batch_statistics(draft: Draft) -> Step:
    place = draft.pick(lambda x: is_float(x) and x.ndim > 1 and x.size > 0)
    axes = tuple(range(draft.values[place].ndim - 1))

    def normalise(x: Tensor) -> Tensor:
        mean, variance = graph.moments(x, axes)
        return graph.batch_normalization(x, mean, variance)

    return Step("batch_normalization", normalise, (place,))

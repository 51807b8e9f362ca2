"""The logs of a step: checked when it is traced, plain numbers when it has run."""

from __future__ import annotations

import functools
import inspect
import os

import numpy as np

import graph
from kerasish.metrics.metric import Metric


class LogsError(graph.GraphError, TypeError):
    """A step that does not return logs."""


def logging_step(method):
    """The step with its logs by name, the order in which Keras reports them.

    Dicts among the logs are opened. What a method returns that is no dict, or has no
    value for a name, is an error that says where the method stands.
    """

    @functools.wraps(method)
    def step(batch):
        logs = method(batch)
        if not isinstance(logs, dict):
            _fail_in(
                method,
                "must return a dict of logs",
                f"{type(logs).__name__}",
                'end it with return {"loss": loss}, or with '
                "return self.compute_metrics(x, y, y_pred)",
            )
        return dict(sorted(_opened(method, logs)))

    return step


def _opened(method, logs: dict):
    for name, value in logs.items():
        if isinstance(value, dict):
            yield from _opened(method, value)
            continue
        if value is None or isinstance(value, Metric):
            _fail_in(
                method,
                f"returned no value for {name!r}",
                "None" if value is None else f"the metric {value.name!r} itself",
                f"leave {name!r} out" if value is None else "return metric.result()",
            )
        yield str(name), value


def _fail_in(method, what, got, hint):
    """Blames the user's own method: the step, or what the default one returns from."""
    own = (method, method.__self__.compute_metrics)
    own = [m for m in own if not graph.is_library(_code(m).co_filename)]
    if own:
        code = _code(own[0])
        place = f"{os.path.basename(code.co_filename)}:{code.co_firstlineno}"
    else:
        place = str(graph.here())
    name = (own[0] if own else method).__qualname__
    raise LogsError(graph.describe(f"{name} {what}", got, hint, place))


def _code(method):
    return inspect.unwrap(method).__code__


def float_or_array(value):
    """A log value for the user: a float, or an array of several."""
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else array

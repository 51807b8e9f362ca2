"""The base class of metrics: named numbers that are gathered over batches."""

from __future__ import annotations

import functools

import numpy as np

import graph
from kerasish import initializers
from kerasish.base.configured import Configured
from kerasish.base.dtype_policy import DTypePolicy
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name, path_scope, snake_case
from kerasish.base.replica import active_replica
from kerasish.base.settings import floatx, standardize_dtype
from kerasish.base.variable import Variable


class Metric(Configured):
    """A number that is gathered over batches in variables.

    Args:
        dtype: of the state and the result; the default float dtype if None.
        name: shown in logs; made of the class' name if None.

    A subclass makes its state with `add_variable`, adds to it in ``update_state`` and
    computes from it in ``result``. Both use tensors only, so that a training step can
    contain them.

    Example:
        >>> import graph
        >>> import kerasish
        >>> class Largest(kerasish.Metric):
        ...     def __init__(self, name="largest", dtype=None):
        ...         super().__init__(name=name, dtype=dtype)
        ...         self.value = self.add_variable((), "zeros", name="value")
        ...     def update_state(self, x):
        ...         self.value.assign(graph.maximum(self.value, graph.max(x)))
        ...     def result(self):
        ...         return self.value
        >>> metric = Largest()
        >>> metric.update_state([1.0, 3.0])
        >>> metric.update_state([2.0])
        >>> float(metric.result())
        3.0
    """

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "result" in vars(cls):
            cls.result = _of_all_ranks(cls.result)

    def __init__(self, dtype=None, name=None):
        self.name = auto_name(snake_case(type(self).__name__)) if name is None else name
        self._dtype = _plain_dtype(dtype)
        self._variables: list[Variable] = []
        self._metrics: list[Metric] = []

    @property
    def dtype(self) -> str:
        """Name of the dtype of the state and the result."""
        return self._dtype

    @property
    def variables(self) -> list[Variable]:
        """The state: own variables, then those of metrics among the attributes."""
        inner = [v for metric in self._metrics for v in metric.variables]
        return [*self._variables, *inner]

    def __setattr__(self, name, value):
        for kind, store in ((Variable, "_variables"), (Metric, "_metrics")):
            known = self.__dict__.get(store)
            if isinstance(value, kind) and known is not None:
                if not any(value is item for item in known):
                    known.append(value)
        super().__setattr__(name, value)

    def add_variable(
        self, shape, initializer, dtype=None, aggregation="sum", name=None
    ) -> Variable:
        """A new variable of the state.

        Args:
            shape: sizes.
            initializer: name or object; zeros if None.
            dtype: the default float dtype if None.
            aggregation: kept for Keras' signature.
            name: of the variable.
        """
        if "_variables" not in self.__dict__:
            fail(
                f"{type(self).__name__}: the metric is not initialised",
                hint="call super().__init__() first in __init__",
                error=RuntimeError,
            )
        initializer = initializers.get("zeros" if initializer is None else initializer)
        with path_scope(str(self.name).replace("/", ">")):
            variable = Variable(
                initializer,
                shape=shape,
                dtype=dtype,
                trainable=False,
                aggregation=aggregation,
                name=name,
            )
        self._variables.append(variable)
        return variable

    def add_weight(self, shape=(), initializer=None, dtype=None, name=None) -> Variable:
        """A new variable of the state; a single zero unless told otherwise."""
        return self.add_variable(shape, initializer, dtype=dtype, name=name)

    def update_state(self, *args, **kwargs):
        """Adds a batch to the state."""
        raise NotImplementedError(f"{type(self).__name__} must define update_state")

    def result(self):
        """The metric of what was gathered: a scalar, a tensor or a dict of them."""
        raise NotImplementedError(f"{type(self).__name__} must define result")

    def reset_state(self) -> None:
        """Empties the state."""
        for variable in self.variables:
            variable.assign(np.zeros(variable.shape, variable.dtype))

    def __call__(self, *args, **kwargs):
        """The result with one more batch."""
        self.update_state(*args, **kwargs)
        return self.result()

    def stateless_update_state(self, metric_variables, *args, **kwargs) -> list:
        """The values of the state after a batch, from those before it.

        Args:
            metric_variables: values of ``variables``; these stay as they are.
            args, kwargs: passed to ``update_state``.
        """
        return self._apart(
            lambda: self.update_state(*args, **kwargs), metric_variables
        )[1]

    def stateless_result(self, metric_variables):
        """The result that these values of the state give."""
        return self._apart(self.result, metric_variables)[0]

    def stateless_reset_state(self) -> list:
        """The values of an empty state."""
        return self._apart(self.reset_state, [v.value for v in self.variables])[1]

    def _apart(self, action, values):
        """What an action gives, and the state after it, without changing the state."""
        variables = self.variables
        if len(values) != len(variables):
            fail(
                f"{self.name}: one value for each variable of the state is needed",
                {"got": len(values), "needed": len(variables)},
                "pass metric.variables or what stateless_update_state returned",
            )
        if graph.active_trace() is None:
            return _run_apart(action, variables, values)
        before = {v: v.value for v in variables}
        try:
            for variable, value in zip(variables, values):
                variable.assign(value)
            return action(), [v.value for v in variables]
        finally:
            for variable, value in before.items():
                variable.assign(value)

    def get_config(self) -> dict:
        """Name, dtype, and the other arguments."""
        return {"name": self.name, "dtype": self.dtype} | super().get_config()

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"


def _of_all_ranks(result):
    """The method, of the state that all ranks have gathered where there are several."""

    @functools.wraps(result)
    def of_all(self):
        replica = active_replica()
        if replica is not None:
            replica.settle()
        return result(self)

    return of_all


def _run_apart(action, variables, values):
    before = [v.numpy() for v in variables]
    try:
        for variable, value in zip(variables, values):
            variable.assign(value)
        result = action()
        result = graph.map_leaves(_fixed, result)
        return result, [graph.as_tensor(v.numpy()) for v in variables]
    finally:
        for variable, value in zip(variables, before):
            variable.assign(value)


def _fixed(value):
    """The value of a result now; it no longer follows the variables."""
    eager = isinstance(value, (graph.Variable, graph.EagerTensor))
    return graph.as_tensor(np.array(value)) if eager else value


def _plain_dtype(dtype) -> str:
    if dtype is None:
        return floatx()
    if isinstance(dtype, dict):
        dtype = dtype["config"]["name"]
    if isinstance(dtype, DTypePolicy) or str(dtype).startswith("mixed_"):
        name = dtype.name if isinstance(dtype, DTypePolicy) else dtype
        return DTypePolicy(name).compute_dtype
    return standardize_dtype(dtype)

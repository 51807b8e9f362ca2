"""A step of an optimizer on values, which changes no variable."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import NotBuiltError, fail


@internal
class StatelessStep:
    """What an optimizer needs to compute a step as a function of values."""

    def stateless_apply(self, optimizer_variables, grads, trainable_variables):
        """New values of the variables, without changing them.

        Args:
            optimizer_variables: values of `variables`, in their order.
            grads: gradients.
            trainable_variables: values of the variables it was built with.

        Returns:
            The new trainable values, and the new values of the optimizer.

        Raises:
            NotBuiltError: the optimizer is not built.
            ArgumentError: another number of values.
        """
        name = f"{type(self).__name__} {self.name!r}: stateless_apply"
        if not self.built:
            fail(
                f"{name} needs an optimizer that is built",
                hint="call optimizer.build(variables) first",
                error=NotBuiltError,
            )
        trained = self._trainable_variables
        variables = [*trained, *self.variables]
        values = [*trainable_variables, *optimizer_variables]
        if len(trainable_variables) != len(trained) or len(values) != len(variables):
            fail(
                f"{name} needs a value for each variable",
                {
                    "optimizer_variables": f"{len(optimizer_variables)} of "
                    f"{len(self.variables)}",
                    "trainable_variables": f"{len(trainable_variables)} of "
                    f"{len(trained)}",
                },
                "pass values of optimizer.variables and of what it was built with",
            )
        new = _apply_to_values(self, grads, variables, values)
        return new[: len(trained)], new[len(trained) :]


def _apply_to_values(optimizer, grads, variables, values) -> list:
    """What the variables would hold after a step, if they held these values."""
    if any(graph.is_symbolic(v) for v in [*values, *grads] if v is not None):
        trace = graph.Trace()
        for variable, value in zip(variables, values):
            trace.assign(variable, graph.as_symbolic(value))
        with graph.tracing(trace):
            optimizer.apply(grads)
        return [trace.read(variable) for variable in variables]
    before = [variable.numpy() for variable in variables]
    try:
        for variable, value in zip(variables, values):
            variable.assign(value)
        optimizer.apply(grads)
        return [variable.value for variable in variables]
    finally:
        for variable, value in zip(variables, before):
            variable.assign(value)

"""Adadelta: gradients in the units of recent changes."""

from __future__ import annotations

import graph
from kerasish.base.rules import fraction, non_negative_number
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class Adadelta(Optimizer):
    """w = w - learning_rate * d, d = g * sqrt(s + epsilon) / sqrt(a + epsilon).

    a = rho * a + (1 - rho) * g**2 and s = rho * s + (1 - rho) * d**2, where d uses the
    s of before.

    Args:
        learning_rate: a number, a schedule or a callable; 1.0 in the paper.
        rho: 0 to 1; how slowly the means forget.
        epsilon: keeps the denominator from zero, and lets the first step move.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: rho is not from 0 to 1.

    Source:
        Zeiler 2012, "ADADELTA: An Adaptive Learning Rate Method", algorithm 1.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.Adadelta(1.0, rho=0.75, epsilon=1.0)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 4)
        -0.9403
    """

    rules = {"rho": fraction, "epsilon": non_negative_number}

    @takes_base_arguments
    def __init__(self, learning_rate=0.001, rho=0.95, epsilon=1e-7, **base):
        super().__init__(learning_rate=learning_rate, **base)
        self.rho = rho
        self.epsilon = epsilon

    def build(self, variables) -> None:
        """Makes the mean squares of gradients and of changes."""
        if self.built:
            return
        super().build(variables)
        self._squares, self._changes = self.add_optimizer_variables(
            variables, ["accumulated_grad", "accumulated_delta_var"]
        )

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Adadelta."""
        (rate,) = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        changes, fresh = self._changes[index], 1.0 - self.rho
        a = self.average_into(self._squares[index], gradient * gradient, fresh)
        ratio = (changes.value + self.epsilon) / (a + self.epsilon)
        delta = gradient * graph.sqrt(ratio)
        self.average_into(changes, delta * delta, fresh)
        self.assign(variable, variable.value - delta * rate)

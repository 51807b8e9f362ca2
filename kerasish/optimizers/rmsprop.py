"""RMSprop: gradients divided by their recent size."""

from __future__ import annotations

import graph
from kerasish.base.rules import boolean, fraction, non_negative_number
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class RMSprop(Optimizer):
    """w = w - learning_rate * g / sqrt(v + epsilon), v = rho * v + (1 - rho) * g**2.

    Args:
        learning_rate: a number, a schedule or a callable.
        rho: 0 to 1; how slowly the mean of the squares forgets.
        momentum: 0 to 1; how much of the last change is repeated.
        epsilon: keeps the denominator from zero.
        centered: whether the variance of g takes the place of its mean square.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: rho or momentum is not from 0 to 1.

    Source:
        Tieleman and Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.RMSprop(learning_rate=0.1, rho=0.75)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 6)
        0.8
    """

    rules = {
        "rho": fraction,
        "momentum": fraction,
        "epsilon": non_negative_number,
        "centered": boolean,
    }

    @takes_base_arguments
    def __init__(
        self,
        learning_rate=0.001,
        rho=0.9,
        momentum=0.0,
        epsilon=1e-7,
        centered=False,
        **base,
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    def build(self, variables) -> None:
        """Makes the mean squares, and what momentum and centering need."""
        if self.built:
            return
        super().build(variables)
        self._squares = self.add_optimizer_variables(variables, "velocity")
        if self.momentum:
            self._changes = self.add_optimizer_variables(variables, "momentum")
        if self.centered:
            self._means = self.add_optimizer_variables(variables, "average_gradient")

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of RMSprop."""
        (rate,) = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        fresh = 1.0 - self.rho
        square = self.average_into(self._squares[index], gradient * gradient, fresh)
        if self.centered:
            mean = self.average_into(self._means[index], gradient, fresh)
            square = square - mean * mean
        change = rate * gradient / graph.sqrt(square + self.epsilon)
        if self.momentum:
            last = self._changes[index]
            change = last.value * self.momentum + change
            self.assign(last, change)
        self.assign(variable, variable.value - change)

"""Gradient descent, with momentum."""

from __future__ import annotations

from kerasish.base.rules import boolean, fraction
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class SGD(Optimizer):
    """w = w - learning_rate * g; with momentum w = w + v, v = momentum * v - rate * g.

    Args:
        learning_rate: a number, a schedule or a callable.
        momentum: 0 to 1; how much of the last change is repeated.
        nesterov: whether the change is momentum * v - learning_rate * g, with the new
            v: the gradient is taken as that of the place ahead.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: momentum is not from 0 to 1.

    Source:
        Sutskever et al. 2013, "On the importance of initialization and momentum in
        deep learning", equations 1 to 4.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.SGD(learning_rate=0.1, momentum=0.9)
        >>> for _ in range(2):
        ...     _ = optimizer.apply_gradients([(1.0, v)])
        >>> round(float(v), 6)
        0.71
    """

    rules = {"momentum": fraction, "nesterov": boolean}

    @takes_base_arguments
    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **base):
        super().__init__(learning_rate=learning_rate, **base)
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables) -> None:
        """Makes the velocities, when there is momentum."""
        if self.built:
            return
        super().build(variables)
        self._velocities = (
            self.add_optimizer_variables(variables, "momentum") if self.momentum else []
        )

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of gradient descent."""
        (rate,) = self.numbers(learning_rate, variable)
        change = gradient * rate
        if not self.momentum:
            self.assign(variable, variable.value - change)
            return
        velocity = self._velocities[self._get_variable_index(variable)]
        speed = velocity.value * self.momentum - change
        self.assign(velocity, speed)
        if self.nesterov:
            speed = speed * self.momentum - change
        self.assign(variable, variable.value + speed)

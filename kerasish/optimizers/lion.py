"""Lion: steps of one size, in the direction of the sign of a momentum."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule, fraction
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer

_positive_fraction = Rule(
    "a number from 0 (excluded) to 1",
    lambda v: fraction.accepts(v) and v > 0,
    (0.0, -0.1, 1.5, "1"),
    float,
)


class Lion(Optimizer):
    """w = w - learning_rate * sign(b1 * m + (1 - b1) * g), m = b2 * m + (1 - b2) * g.

    Args:
        learning_rate: a number, a schedule or a callable; 3 to 10 times smaller than
            for Adam.
        beta_1: b1, above 0 and up to 1; how much of the direction is the momentum.
        beta_2: b2, 0 to 1; how slowly the momentum forgets.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: beta_1 or beta_2 is out of its range.

    Source:
        Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", program 1.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable([1.0, 1.0])
        >>> optimizer = kerasish.optimizers.Lion(learning_rate=0.25)
        >>> _ = optimizer.apply_gradients([([8.0, -0.1], v)])
        >>> v.numpy()
        array([0.75, 1.25], dtype=float32)
    """

    rules = {"beta_1": _positive_fraction, "beta_2": fraction}

    @takes_base_arguments
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.99, **base):
        super().__init__(learning_rate=learning_rate, **base)
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def build(self, variables) -> None:
        """Makes the momenta."""
        if self.built:
            return
        super().build(variables)
        self._momenta = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Lion."""
        (rate,) = self.numbers(learning_rate, variable)
        momentum = self._momenta[self._get_variable_index(variable)]
        m = momentum.value
        direction = graph.sign(m * self.beta_1 + gradient * (1.0 - self.beta_1))
        self.average_into(momentum, gradient, 1.0 - self.beta_2)
        self.assign(variable, variable.value - direction * rate)

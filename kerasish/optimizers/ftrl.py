"""FTRL: follow the regularized leader, for sparse linear models."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule, finite_number, non_negative_number
from kerasish.initializers import Constant
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer

_not_positive = Rule(
    "a number <= 0",
    lambda v: finite_number.accepts(v) and v <= 0,
    (0.5, "-1", None),
    float,
)


class Ftrl(Optimizer):
    """w = (clip(z, -l1, l1) - z) / (n**-p / rate + 2 * l2 + beta / rate).

    With every step n becomes n' = n + g**2, p is the learning_rate_power, and
    z = z + g + 2 * shrinkage * w - (n'**-p - n**-p) / rate * w.

    Args:
        learning_rate: a number, a schedule or a callable.
        learning_rate_power: p, at most 0; 0 is a fixed learning rate.
        initial_accumulator_value: the first n, not negative.
        l1_regularization_strength: l1, not negative; makes weights zero.
        l2_regularization_strength: l2, not negative.
        l2_shrinkage_regularization_strength: an L2 penalty on the size of the weights,
            not negative.
        beta: as in the paper.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: a strength is negative, or learning_rate_power is positive.

    Source:
        McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches",
        algorithm 1.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(2.0)
        >>> optimizer = kerasish.optimizers.Ftrl(0.5, initial_accumulator_value=9.0)
        >>> _ = optimizer.apply_gradients([(4.0, v)])
        >>> round(float(v), 6)
        0.4
    """

    rules = {
        "learning_rate_power": _not_positive,
        "initial_accumulator_value": non_negative_number,
        "l1_regularization_strength": non_negative_number,
        "l2_regularization_strength": non_negative_number,
        "l2_shrinkage_regularization_strength": non_negative_number,
        "beta": finite_number,
    }

    @takes_base_arguments
    def __init__(
        self,
        learning_rate=0.001,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        beta=0.0,
        **base,
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta

    def build(self, variables) -> None:
        """Makes n and z."""
        if self.built:
            return
        super().build(variables)
        start = Constant(self.initial_accumulator_value)
        self._squares, self._linear = self.add_optimizer_variables(
            variables, ["accumulator", "linear"], [start, "zeros"]
        )

    def step_numbers(self, learning_rate) -> tuple:
        """1 / rate, and what it adds to the quadratic term."""
        inverse = 1.0 / learning_rate
        return inverse, 2.0 * self.l2_regularization_strength + self.beta * inverse

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of FTRL."""
        inverse, penalty = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        square, linear = self._squares[index], self._linear[index]
        total = square.value + gradient * gradient
        before = graph.power(square.value, -self.learning_rate_power)
        after = graph.power(total, -self.learning_rate_power)
        weight = variable.value
        if self.l2_shrinkage_regularization_strength:
            shrinkage = 2.0 * self.l2_shrinkage_regularization_strength
            gradient = gradient + weight * shrinkage
        z = linear.value + gradient - (after - before) * inverse * weight
        bound = self.l1_regularization_strength
        self.assign(square, total)
        self.assign(linear, z)
        clipped = graph.clip(z, -bound, bound) - z if bound else -z
        self.assign(variable, clipped / (after * inverse + penalty))

"""Adafactor: Adam-like steps whose memory is a row and a column for each matrix."""

from __future__ import annotations

import graph
from kerasish.base.rules import (
    boolean,
    finite_number,
    non_negative_number,
    positive_number,
)
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class Adafactor(Optimizer):
    """w = w - max(epsilon_2, rms(w)) * rate * u / max(1, rms(u) / clip_threshold).

    u = g / sqrt(v), and v = b * v + (1 - b) * (g**2 + epsilon_1) with
    b = 1 - t**beta_2_decay. Of a v of two axes and more only the means over the last
    axis (r) and over the one before (c) are carried on: v = r * c / mean(r). The rate
    is at most 1 / sqrt(t).

    Args:
        learning_rate: a number, a schedule or a callable.
        beta_2_decay: how b approaches 1.
        epsilon_1: is added to the squares.
        epsilon_2: smallest size of a variable that steps are in proportion to.
        clip_threshold: largest root mean square of u.
        relative_step: kept for Keras' signature: the rate is bounded in any case.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: an epsilon is negative, or clip_threshold is not positive.

    Source:
        Shazeer and Stern 2018, "Adafactor: Adaptive Learning Rates with Sublinear
        Memory Cost", algorithms 4 and 5.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable([2.0, 2.0])
        >>> optimizer = kerasish.optimizers.Adafactor(learning_rate=0.25)
        >>> _ = optimizer.apply_gradients([([8.0, -8.0], v)])
        >>> v.numpy()
        array([1.5, 2.5], dtype=float32)
    """

    rules = {
        "beta_2_decay": finite_number,
        "epsilon_1": non_negative_number,
        "epsilon_2": non_negative_number,
        "clip_threshold": positive_number,
        "relative_step": boolean,
    }

    @takes_base_arguments
    def __init__(
        self,
        learning_rate=0.001,
        beta_2_decay=-0.8,
        epsilon_1=1e-30,
        epsilon_2=1e-3,
        clip_threshold=1.0,
        relative_step=True,
        **base,
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def build(self, variables) -> None:
        """Makes r, c and v; those of vectors are unused, but Keras saves them too."""
        if self.built:
            return
        super().build(variables)
        self._rows, self._columns, self._squares = [], [], []
        for variable in variables:
            if self._overwrite_variable_with_gradient(variable):
                for kept in (self._rows, self._columns, self._squares):
                    kept.append(None)
                continue
            shape, name = tuple(variable.shape), variable.name
            if len(shape) < 2:
                row = column = ()
                dtype = "int32"
            else:
                row, column = shape[:-1], shape[:-2] + shape[-1:]
                dtype = variable.dtype
            self._rows.append(self.add_variable(row, "zeros", dtype, name=name))
            self._columns.append(self.add_variable(column, "zeros", dtype, name=name))
            self._squares.append(self.add_variable_from_reference(variable, "velocity"))

    def step_numbers(self, learning_rate) -> tuple:
        """The bounded learning rate, and 1 - b."""
        step = self.next_iteration(learning_rate.dtype)
        rate = graph.minimum(learning_rate, graph.rsqrt(step))
        return rate, graph.power(step, self.beta_2_decay)

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Adafactor."""
        rate, fresh = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        squares = gradient * gradient + self.epsilon_1
        if len(variable.shape) >= 2:
            v = self._factored(index, squares, fresh)
        else:
            v = self.average_into(self._squares[index], squares, fresh)
        self.assign(self._squares[index], v)
        change = gradient * graph.rsqrt(v)
        excess = graph.maximum(_root_mean_square(change) / self.clip_threshold, 1.0)
        weight = variable.value
        size = graph.maximum(_root_mean_square(weight), self.epsilon_2)
        self.assign(variable, weight - change * (size * rate / excess))

    def _factored(self, index, squares, fresh):
        """v as the product of a row and a column."""
        row = self.average_into(self._rows[index], graph.mean(squares, -1), fresh)
        column = self.average_into(self._columns[index], graph.mean(squares, -2), fresh)
        row = row / graph.mean(row, -1, keepdims=True)
        return graph.expand_dims(row, -1) * graph.expand_dims(column, -2)


def _root_mean_square(x):
    return graph.sqrt(graph.mean(x * x))

"""One step of an optimizer: from gradients to the new values of all variables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.replica import gradients_of_all_ranks
from kerasish.base.tensors import convert_to_tensor
from kerasish.base.user_warning import warn
from kerasish.optimizers.conditional_update import update_if
from kerasish.optimizers.gradient_clipping import clip_gradients


@internal
class OptimizerStep:
    """What an optimizer does with gradients, apart from the formula of its update."""

    def apply_gradients(self, grads_and_vars):
        """Updates variables, given pairs of a gradient and a variable.

        Args:
            grads_and_vars: the pairs; a gradient of None leaves its variable alone.

        Returns:
            The iteration variable. For symbolic gradients outside a trace, the
            assignments, to be fetched in a `graph.Session`.

        Example:
            >>> import kerasish
            >>> v = kerasish.Variable([1.0, 2.0])
            >>> optimizer = kerasish.optimizers.SGD(learning_rate=0.5)
            >>> int(optimizer.apply_gradients([([1.0, -1.0], v)]))
            1
            >>> v.numpy()
            array([0.5, 2.5], dtype=float32)
        """
        pairs = list(grads_and_vars)
        assignments = self.apply([g for g, _ in pairs], [v for _, v in pairs])
        return self._iterations if assignments is None else assignments

    def apply(self, grads: Sequence, trainable_variables: Sequence | None = None):
        """Updates variables, given gradients in their order.

        Args:
            grads: one for each variable, or None.
            trainable_variables: by default those that the optimizer was built with; in
                the first call they build it.

        Raises:
            NotBuiltError: no variables are given, and none are known.
            ArgumentError: another number of gradients, another shape, a variable that
                the optimizer was not built with.
            GradientError: no gradient at all.
        """
        grads = list(grads)
        if not grads:
            return None
        variables = self._variables_of_step(grads, trainable_variables)
        symbolic = any(isinstance(g, graph.SymbolicTensor) for g in grads)
        if not symbolic or graph.active_trace() is not None:
            self._apply_on_all_ranks(grads, variables)
            return None
        with graph.tracing() as trace:
            self._apply_on_all_ranks(grads, variables)
        return [variable.assign(value) for variable, value in trace.updates.items()]

    def _apply_on_all_ranks(self, grads, variables) -> None:
        with gradients_of_all_ranks(grads) as means:
            self._apply_now(means, variables)

    def _apply_now(self, grads, variables) -> None:
        with graph.name_scope(f"{type(self).__name__} {self.name!r}"):
            pairs = self._existing_gradients(grads, variables)
            pairs = self._overwritten_with_gradients(pairs)
            if pairs:
                self._update_scaled(*map(list, zip(*pairs)))
            self._iterations.assign_add(1)

    def _update_scaled(self, grads, variables) -> None:
        if self.loss_scale_factor is not None:
            grads = [g / self.loss_scale_factor for g in grads]
        if self.gradient_accumulation_steps is None:
            self._update(grads, variables)
        else:
            self._update_accumulated(grads, variables)
        if self.use_ema:
            self._update_averages()
        for variable in variables:
            constraint = getattr(variable, "constraint", None)
            if constraint is not None:
                variable.assign(constraint(variable.value))

    def _variables_of_step(self, grads, variables):
        name = f"{type(self).__name__} {self.name!r}"
        if variables is None:
            if not self.built:
                fail(
                    f"{name}: gradients without variables",
                    hint="call optimizer.build(variables) first, or pass the variables",
                    error=NotBuiltError,
                )
            variables = self._trainable_variables
        variables = list(variables)
        if len(grads) != len(variables):
            fail(
                f"{name}: there must be one gradient for each variable",
                {"gradients": len(grads), "variables": len(variables)},
                "pass None for a variable without gradient",
            )
        if not self.built:
            self.build(variables)
        self._check_variables_are_known(variables)
        return variables

    def _existing_gradients(self, grads, variables):
        """Pairs of gradients, in the dtype of their variables, and variables."""
        missing = [v for g, v in zip(grads, variables) if g is None]
        if len(missing) == len(variables):
            fail(
                f"{type(self).__name__} {self.name!r}: no variable has a gradient",
                {"variables": [v.name for v in variables]},
                "compute the loss from the model's outputs, under the tape",
                graph.GradientError,
            )
        if missing:
            names = [getattr(v, "path", v.name) for v in missing]
            self.without_gradient = frozenset(names)
            warn(
                f"these variables have no gradient and stay as they are: {names}; does "
                'the loss depend on them? (warnings.filterwarnings("ignore", "these '
                'variables have no gradient") hides this)'
            )
        pairs = zip(grads, variables)
        return [(self._fitted(g, v), v) for g, v in pairs if g is not None]

    def _fitted(self, gradient, variable):
        gradient = convert_to_tensor(gradient, variable.dtype)
        if gradient.shape != variable.shape and gradient.spec.is_static:
            fail(
                f"{type(self).__name__} {self.name!r}: a gradient has another shape "
                f"than its variable {variable.name!r}",
                {"gradient": gradient.spec, "variable": variable.spec},
                "pass gradients and variables in the same order",
            )
        return gradient

    # ---- the parts of a step

    def _update(self, grads, variables) -> None:
        wide = any(v.dtype == np.float64 for v in variables)
        rate = convert_to_tensor(self.learning_rate, "float64" if wide else "float32")
        grads = clip_gradients(
            grads, self.clipnorm, self.clipvalue, self.global_clipnorm
        )
        self._apply_weight_decay(variables, rate)
        self._step_numbers = {}
        try:
            self.update_all(grads, variables, rate)
        finally:
            self._step_numbers = None

    def _is_due(self):
        """Whether enough gradients are accumulated with those of this step."""
        return (self._iterations + 1) % self.gradient_accumulation_steps == 0

    def _update_accumulated(self, grads, variables) -> None:
        steps, due = self.gradient_accumulation_steps, self._is_due()
        sums = [a.value for a in self._accumulated_gradients]
        for gradient, variable in zip(grads, variables):
            index = self._get_variable_index(variable)
            sums[index] = sums[index] + gradient
        means = [sums[self._get_variable_index(v)] / steps for v in variables]
        update_if(
            due, variables + self.variables, lambda: self._update(means, variables)
        )
        for accumulator, total in zip(self._accumulated_gradients, sums):
            accumulator.assign(graph.where(due, 0.0, total))

    def _overwritten_with_gradients(self, pairs):
        """The pairs without the variables whose "gradients" are their new values."""
        remaining = []
        for value, variable in pairs:
            if not self._overwrite_variable_with_gradient(variable):
                remaining.append((value, variable))
            elif self.gradient_accumulation_steps is None:
                variable.assign(value)
            else:
                index = self._get_variable_index(variable)
                accumulator, due = self._accumulated_gradients[index], self._is_due()
                largest = graph.maximum(value, accumulator.value)
                variable.assign(graph.where(due, largest, variable.value))
                accumulator.assign(graph.where(due, 0.0, largest))
        return remaining

    def scale_loss(self, loss):
        """The loss times `loss_scale_factor`, of which gradients are to be taken."""
        factor = self.loss_scale_factor
        return loss if factor is None else loss * factor

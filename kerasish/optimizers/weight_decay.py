"""Decoupled weight decay, and the variables that are left out of it."""

from __future__ import annotations

import re

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail


@internal
class WeightDecay:
    """What an optimizer needs to shrink weights apart from their gradients."""

    _undecayed = ()
    _undecayed_names: re.Pattern | None = None

    def exclude_from_weight_decay(self, var_list=None, var_names=None) -> None:
        """Leaves variables out of weight decay; before the optimizer is built.

        Args:
            var_list: the variables themselves.
            var_names: parts of names, as regular expressions: ["bias"] leaves out all
                variables whose name contains "bias".

        Raises:
            ArgumentError: the optimizer has been built.

        Example:
            >>> from kerasish import optimizers
            >>> optimizer = optimizers.AdamW(weight_decay=0.01)
            >>> optimizer.exclude_from_weight_decay(var_names=["bias", "gamma"])
        """
        if self.built:
            fail(
                f"{type(self).__name__}: exclude_from_weight_decay comes too late",
                hint="call it before the optimizer is built, that is before fit",
            )
        self._undecayed = () if var_list is None else tuple(var_list)
        if var_names:
            self._undecayed_names = re.compile("|".join(sorted(set(var_names))))
        else:
            self._undecayed_names = None

    def _use_weight_decay(self, variable) -> bool:
        if any(variable is left_out for left_out in self._undecayed):
            return False
        names = self._undecayed_names
        return names is None or names.search(variable.name) is None

    def _weight_decay_of(self, variable) -> float | None:
        """How fast this variable decays; None for not at all."""
        return self.weight_decay if self._use_weight_decay(variable) else None

    def _apply_weight_decay(self, variables, learning_rate) -> None:
        """w = w * (1 - decay * learning_rate)"""
        for variable in variables:
            decay = self._weight_decay_of(variable)
            if decay:
                factor = graph.cast(1.0 - decay * learning_rate, variable.dtype)
                self.assign(variable, variable.value * factor)

"""What a step changes on each rank by itself: made the same on all of them."""

from __future__ import annotations

import graph
from kerasish.base.replica import Replica


class StateOfRanks:
    """The variables of a model that depend on the rows of a rank.

    Sums that metrics gather grow by what all ranks added. Statistics, such as the
    moving ones of a batch normalisation, become the means of all ranks. So every rank
    has the same state after a step, that of the whole batch.

    Args:
        replica: the part of the step that runs here.
        model: whose metrics and variables they are.
    """

    def __init__(self, replica: Replica, model):
        self.replica, self.model = replica, model
        self._before: dict = {}
        self._settled: dict = {}  # what variables had when they were last the same
        if graph.active_trace() is None:
            variables = [*model.metrics_variables, *model.non_trainable_variables]
            self._before = {v: (v.version, v.numpy()) for v in variables}

    def settle(self) -> None:
        """Makes what has changed since the last time the same on all ranks."""
        sums = list(filter(self._has_changed, _numbers(self.model.metrics_variables)))
        means = list(filter(self._has_changed, self._statistics()))
        if not sums and not means:
            return
        replica = self.replica
        growth = [v.value - self._start(v) for v in sums]
        shares = [v.value * replica.share(v.dtype) for v in means]
        found = replica.reduced([*growth, *shares])
        for variable, total in zip(sums, found):
            variable.assign(self._start(variable) + total)
        for variable, mean in zip(means, found[len(sums) :]):
            variable.assign(mean)
        self.note_same([*sums, *means])

    def note_same(self, variables) -> None:
        """Takes note that the variables have the same values on all ranks now."""
        trace = graph.active_trace()
        for v in variables:
            now = (v.version, v.numpy()) if trace is None else trace.updates.get(v)
            self._settled[v] = now

    def _statistics(self) -> list:
        known = set(self.model.metrics_variables)
        return [
            v
            for v in _numbers(self.model.non_trainable_variables, "f")
            if v not in known
        ]

    def _has_changed(self, variable) -> bool:
        trace = graph.active_trace()
        if trace is not None:
            now = trace.updates.get(variable)
            return now is not None and now is not self._settled.get(variable)
        before = self._settled.get(variable, self._before.get(variable))
        return before is None or before[0] != variable.version

    def _start(self, variable):
        """What a sum was when it was last the same on all ranks."""
        trace = graph.active_trace()
        if trace is not None:
            found = self._settled.get(variable)
            return trace.start_of(variable) if found is None else found
        before = self._settled.get(variable, self._before.get(variable))
        return graph.zeros_like(variable.value) if before is None else before[1]


def _numbers(variables, kinds: str = "iuf") -> list:
    return [v for v in dict.fromkeys(variables) if graph.kind_of(v.dtype) in kinds]

"""Losses, metrics, weights and targets, spread over the outputs of a model."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail


class Outputs:
    """The outputs of a model as a flat list with names.

    Args:
        y_pred: the structure that the model returned.
        names: names by output, or None.
    """

    def __init__(self, y_pred, names=None):
        self.structure = y_pred
        self.count = len(graph.flatten(y_pred))
        if isinstance(y_pred, dict):
            names = graph.parts_of(y_pred)[0]
        elif names is not None and len(names) != self.count:
            names = None
        self.names: list[str] | None = None if names is None else list(names)

    def flatten(self, values) -> list:
        """Predictions, in the order of the outputs."""
        return graph.flatten(values)

    def spread_targets(self, y, has_loss: list[bool], what: str = "targets") -> list:
        """One target for each output; None where there is none.

        Args:
            y: the targets, or weights of samples.
            has_loss: by output.
            what: their name, for messages.

        Raises:
            ArgumentError: a number or names of targets that do not fit.
        """
        if y is None:
            return [None] * self.count
        if isinstance(y, dict):
            if self.names is None:
                return self._exactly(graph.flatten(y), what)
            return self._by_name(y, what)
        leaves = graph.flatten(y) if isinstance(y, (list, tuple)) else [y]
        with_loss = [i for i, has in enumerate(has_loss) if has]
        if len(leaves) == len(with_loss) != self.count:
            by_output = dict(zip(with_loss, leaves))
            return [by_output.get(i) for i in range(self.count)]
        return self._exactly(leaves, what)

    def _exactly(self, leaves, what):
        if len(leaves) != self.count:
            fail(
                f"the model has {self.count} outputs",
                f"{len(leaves)} {what}",
                f"pass a list of {self.count}"
                + (f", in the order {self.names}" if self.names else ""),
            )
        return leaves

    def spread(self, value, what: str, repeat: bool = False) -> list:
        """One entry for each output from a single one, a list, or a dict by name.

        Args:
            value: what the user passed.
            what: its name, for messages.
            repeat: whether a single entry holds for every output.
        """
        if isinstance(value, dict):
            return self._by_name(value, what)
        if isinstance(value, (list, tuple)):
            return self._exactly(list(value), what)
        if value is None or self.count == 1 or repeat:
            return [value] * self.count
        fail(
            f"{what}: the model has {self.count} outputs",
            f"one entry: {value!r}",
            "pass a list or a dict with an entry for each output",
        )

    def _by_name(self, value: dict, what: str) -> list:
        if self.names is None:
            if self.count == 1 == len(value):
                return list(value.values())
            fail(
                f"{what}: the outputs of this model have no names",
                f"keys {sorted(value)}",
                "pass a list in the order of the outputs",
            )
        unknown = sorted(set(value) - set(self.names))
        if unknown:
            fail(
                f"{what}: there is no output {unknown[0]!r}",
                f"keys {sorted(value)}",
                f"the outputs are {self.names}",
            )
        return [value.get(name) for name in self.names]

"""Counts batches for callbacks that act after so many of them."""

from __future__ import annotations

from kerasish.base.discovery import internal


@internal
class BatchCounter:
    """Counts batches over epochs, also when a hook comes after several of them."""

    def __init__(self):
        self._last: int | None = None
        self._count = 0

    def are_due(self, batch: int, every: int) -> bool:
        """Whether ``every`` batches or more have passed since it was last so.

        Args:
            batch: the number of the last batch in its epoch, from 0.
            every: how many.
        """
        new_epoch = self._last is None or batch <= self._last
        self._count += batch + 1 if new_epoch else batch - self._last
        self._last = batch
        if self._count < every:
            return False
        self._count = 0
        return True

    def get_state(self) -> list:
        return [self._last, self._count]

    def set_state(self, state) -> None:
        self._last, self._count = state

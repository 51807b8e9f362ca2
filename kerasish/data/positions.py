"""Where in their data trainings stand, so that they can go on there."""

from __future__ import annotations

from kerasish.base.errors import DataError, fail


class OrderPlace:
    """Where in an order of batches an epoch begins.

    Args:
        taken: batches of the order that were used before.
        given: those of them that belong to the epoch.
    """

    def __init__(self, taken: int = 0, given: int = 0):
        self.taken, self.given = taken, given
        #: the generator's state before the order was drawn
        self.random = None
        #: batches of the order that earlier epochs had
        self.before = 0

    def start(self) -> tuple[int, int]:
        """`taken` and `given`; the epochs that follow begin anew."""
        taken, given = self.taken, self.given
        self.before = taken - given
        self.taken = self.given = 0
        return taken, given


def require_epoch_end(state: dict, own: dict) -> None:
    """Fails where other data cannot go on in the middle of an epoch."""
    if state["given"]:
        fail(
            "the data are not those of the training that shall go on",
            {"here": own, "in the backup": state["data"]},
            "pass the same data, batch_size and shuffle, or begin with a new folder",
            DataError,
        )

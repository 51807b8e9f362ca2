"""The only rank of a job."""

from __future__ import annotations

import os

import numpy as np

from kerasish.base.discovery import internal
from kerasish.distribution.communicator import Communicator


@internal
class LocalCommunicator(Communicator):
    """Speaks to itself: sums are what is summed."""

    def __init__(self):
        super().__init__(0, 1)

    def _sum(self, x: np.ndarray) -> None:
        """Leaves x as it is."""

    def _gather(self, item) -> list:
        return [item]

    def abort(self) -> None:
        os._exit(1)

"""A dataset that processes can import, with faults on request."""

from __future__ import annotations

import os
import random
import signal

import numpy as np

import kerasish


class NumberedBatches(kerasish.utils.PyDataset):
    """Batch i holds the i-th number of an order that changes with the epochs.

    Args:
        fault: what happens in batch 3.
        draws: whether numbers are drawn from the generators that all share.
    """

    def __init__(self, fault=None, draws=False, size=6, **settings):
        super().__init__(**settings)
        self.fault, self.draws, self.size = fault, draws, size
        self.order = np.arange(size)
        self.random = np.random.default_rng(0)
        self.begun = self.ended = 0

    def __len__(self):
        return self.size

    def on_epoch_begin(self):
        self.begun += 1

    def on_epoch_end(self):
        self.ended += 1
        self.random.shuffle(self.order)

    def __getitem__(self, index):
        if index == 3 and self.fault is not None:
            FAULTS[self.fault]()
        x = np.full((2, 1), float(self.order[index]))
        if self.draws:
            x += random.random() + np.random.rand()
            x += kerasish.random.uniform((2, 1)).numpy()
        return [x, 2 * x]


def _raise():
    raise KeyError("no batch 3")


def _press():
    raise KeyboardInterrupt("in a worker")


FAULTS = {
    "raise": _raise,
    "press": _press,
    "leave": lambda: os._exit(7),
    "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
}

"""What a step on several ranks costs, by a few measured numbers."""

from __future__ import annotations

import math
from typing import NamedTuple


class Network(NamedTuple):
    """How ranks speak to each other.

    Args:
        latency: seconds of a short message between two ranks, as a sum over both.
        bandwidth: bytes a second of a long one.
    """

    latency: float
    bandwidth: float

    def sum_seconds(self, nbytes: float, ranks: int, messages: int = 1) -> float:
        """Of sums over all ranks.

        A short message doubles who knows it, in log2(ranks) rounds. A long one is cut:
        each rank sends and receives 2 (ranks - 1) / ranks of it, of which two ranks
        need one part.

        Args:
            nbytes: in long messages.
            ranks: how many take part.
            messages: how many messages there are, short and long.
        """
        if ranks == 1:
            return 0.0
        share = 2 * (ranks - 1) / ranks
        rounds = math.log2(ranks)
        return messages * rounds * self.latency + share * nbytes / self.bandwidth


class Step(NamedTuple):
    """A step of training.

    Args:
        seconds_by_rows: what it takes one process, by the rows of its batch.
        gradient_bytes: of all gradients.
        messages: short messages and blocks of gradients in a step.
    """

    seconds_by_rows: dict[int, float]
    gradient_bytes: int
    messages: int

    def seconds_of(self, rows: float) -> float:
        """By a straight line through the two numbers of rows that are nearest."""
        known = sorted(self.seconds_by_rows, key=lambda r: abs(r - rows))[:2]
        if len(known) == 1 or known[0] == rows:
            return self.seconds_by_rows[known[0]]
        (a, b), seconds = known, self.seconds_by_rows
        slope = (seconds[b] - seconds[a]) / (b - a)
        return seconds[a] + slope * (rows - a)

    def predicted(self, batch: int, ranks: int, network: Network, cores: int = 0):
        """Seconds of a step on a batch that ranks share.

        Args:
            batch: rows of the whole batch.
            ranks: how many share it.
            network: see `Network`.
            cores: of the only machine, which ranks take in turn; 0 for enough.
        """
        turns = max(1.0, ranks / cores) if cores else 1.0
        own = self.seconds_of(batch / ranks) * turns
        return own + network.sum_seconds(self.gradient_bytes, ranks, self.messages)

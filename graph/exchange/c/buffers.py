"""Memory of a run: buffers that share storage when they are not needed together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Buffer:
    """Numbers of one type, from the first statement that uses it to the last."""

    kind: str
    size: int
    first: int
    last: int


class Buffers:
    """The buffers of a file by name: ``v0``, ``v1``, ..."""

    def __init__(self) -> None:
        self.all: dict[str, Buffer] = {}

    def add(self, kind: str, size: int, now: int) -> str:
        name = f"v{len(self.all)}"
        self.all[name] = Buffer(kind, max(size, 1), now, now)
        return name

    def use(self, name: str, now: int) -> str:
        if name in self.all:
            self.all[name].last = max(self.all[name].last, now)
        return name

    def extend(self, start: int, end: int, repeats: bool) -> None:
        """A block ends: what it read from before it lives until here, and if the block
        repeats, so does what it made, because a next turn may read it."""
        for buffer in self.all.values():
            if buffer.last >= start and (repeats or buffer.first < start):
                buffer.last = max(buffer.last, end)
                buffer.first = min(buffer.first, start) if repeats else buffer.first

    def storage(self) -> tuple[dict[str, str], list[tuple[str, str, int]]]:
        """The storage of each buffer, and (name, type, size) of all storage.

        First fit: buffers come in the order in which they are first used.
        """
        names: dict[str, str] = {}
        kept: list[list[Any]] = []  # type, size, in use until
        order = sorted(self.all.items(), key=lambda item: item[1].first)
        for name, buffer in order:
            free = [
                number
                for number, (kind, _, until) in enumerate(kept)
                if kind == buffer.kind and until < buffer.first
            ]
            if not free:
                free = [len(kept)]
                kept.append([buffer.kind, 0, 0])
            slot = kept[free[0]]
            slot[1], slot[2] = max(slot[1], buffer.size), buffer.last
            names[name] = f"m{free[0]}"
        return names, [(f"m{i}", kind, size) for i, (kind, size, _) in enumerate(kept)]

"""Which sizes of its arrays a trace leaves open, so that it serves other sizes too."""

from __future__ import annotations

from collections.abc import Sequence

Shape = tuple[int, ...]
#: sizes of one array in a trace: a number, or None where it is symbolic
Pattern = tuple[int | None, ...]


class Sizes:
    """Which sizes are symbolic in the traces of one form.

    The first size of an array is, and every size that was seen to change; a size of 1
    never is, since it broadcasts.

    Args:
        symbolic: False to make every shape a trace of its own.
    """

    def __init__(self, symbolic: bool = True):
        self.symbolic = symbolic
        self.seen: list[tuple[Pattern, ...]] = []
        self.free: set[tuple[int, int]] = set()  # (array, axis)

    def patterns(self, shapes: Sequence[Shape]) -> tuple[Pattern, ...]:
        """The pattern of each array, for shapes that no earlier trace fits."""
        if self.symbolic:
            for patterns in self.seen:
                self._free_what_differs(patterns, shapes)
        found = tuple(
            tuple(self._size(i, axis, size) for axis, size in enumerate(shape))
            for i, shape in enumerate(shapes)
        )
        self.seen.append(found)
        return found

    def _size(self, array: int, axis: int, size: int) -> int | None:
        is_free = axis == 0 or (array, axis) in self.free
        return None if self.symbolic and is_free and size != 1 else size

    def _free_what_differs(self, patterns, shapes) -> None:
        for array, (pattern, shape) in enumerate(zip(patterns, shapes)):
            for axis, (known, size) in enumerate(zip(pattern, shape)):
                if known is not None and known != size and 1 not in (known, size):
                    self.free.add((array, axis))


def fits(patterns: Sequence[Pattern], shapes: Sequence[Shape]) -> bool:
    """Whether arrays of these shapes may be fed to a trace with these patterns."""
    return not _misfits(patterns, shapes)


def _may_be(known: int | None, size: int) -> bool:
    return size != 1 if known is None else known == size


def what_changed(known: Sequence[Sequence[Pattern]], shapes, names) -> str:
    """In words, why shapes fit none of these patterns."""
    patterns = min(known, key=lambda p: len(_misfits(p, shapes)))
    array, axis, size = _misfits(patterns, shapes)[0]
    was = patterns[array][axis]
    return f"axis {axis} of {names[array]} is {size}, and was " + (
        "another than 1" if was is None else str(was)
    )


def _misfits(patterns, shapes) -> list[tuple[int, int, int]]:
    """(array, axis, size) of what does not fit."""
    return [
        (array, axis, size)
        for array, (pattern, shape) in enumerate(zip(patterns, shapes))
        for axis, (known, size) in enumerate(zip(pattern, shape))
        if not _may_be(known, size)
    ]

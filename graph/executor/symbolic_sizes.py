"""Which sizes of its arrays a trace leaves open, so that it serves other sizes too."""

from __future__ import annotations

from collections.abc import Sequence

Shape = tuple[int, ...]
#: sizes of one array in a trace: a number, or None where it is symbolic
Pattern = tuple[int | None, ...]


def open_sizes(
    shapes: Sequence[Shape], known: Sequence[Sequence[Pattern]], symbolic: bool
) -> tuple[Pattern, ...]:
    """The patterns of a new trace for arrays of these shapes.

    The first size of an array is symbolic, and every size in which an earlier trace
    differs; a size of 1 never is, since it broadcasts.

    Args:
        shapes: of the arrays.
        known: the patterns of earlier traces of the same form.
        symbolic: False to make every shape a trace of its own.
    """

    def pattern(array: int, shape: Shape) -> Pattern:
        return tuple(
            None if symbolic and size != 1 and is_open(array, axis, size) else size
            for axis, size in enumerate(shape)
        )

    def is_open(array: int, axis: int, size: int) -> bool:
        return axis == 0 or any(p[array][axis] not in (1, size) for p in known)

    return tuple(pattern(array, shape) for array, shape in enumerate(shapes))


def fits(patterns: Sequence[Pattern], shapes: Sequence[Shape]) -> bool:
    """Whether arrays of these shapes may be fed to a trace with these patterns."""
    return not _misfits(patterns, shapes)


def _may_be(known: int | None, size: int) -> bool:
    return size != 1 if known is None else known == size


def what_changed(
    known: Sequence[Sequence[Pattern]],
    shapes: tuple[tuple[int, ...], ...],
    names: Sequence[str],
) -> str:
    """In words, why shapes fit none of these patterns."""
    patterns = min(known, key=lambda p: len(_misfits(p, shapes)))
    array, axis, size = _misfits(patterns, shapes)[0]
    was = patterns[array][axis]
    return f"axis {axis} of {names[array]} is {size}, and was " + (
        "another than 1" if was is None else str(was)
    )


def _misfits(
    patterns: Sequence[tuple[int | None, ...]], shapes: Sequence[tuple[int, ...]]
) -> list[tuple[int, int, int]]:
    """(array, axis, size) of what does not fit."""
    return [
        (array, axis, size)
        for array, (pattern, shape) in enumerate(zip(patterns, shapes))
        for axis, (known, size) in enumerate(zip(pattern, shape))
        if not _may_be(known, size)
    ]

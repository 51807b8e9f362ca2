"""Finds the variables of an optimizer among what a file holds, by name or by order.

Names say which variable an array belongs to, in files since TensorFlow's Keras 2. Other
files have an order only: today's, in which the slots of a variable follow each other,
or the one of Keras 1 and 2, with all slots of a kind together. What names say holds in
any case: an order that contradicts them is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kerasish.base.discovery import internal
from kerasish.optimizers.state_slots import Slot, path_of

Pairs = list[tuple[int, int]]  # places of slots and of what is stored
#: entries of a report
_MOST_LINES = 8


@internal
class Stored(NamedTuple):
    """An array of a file; one without a name is known by its place only."""

    name: str | None
    shape: tuple[int, ...]


@internal
class StateMismatch(Exception):
    """A state does not fit; ``lines`` say which variables, and why."""

    def __init__(self, lines: list[str]):
        super().__init__("\n".join(lines))
        self.lines = lines


@internal
def match_state(
    slots: Sequence[Slot],
    stored: Sequence[Stored],
    trained: Sequence,
    paths: dict[int, str] | None = None,
    by_kind_first: bool = False,
) -> Pairs:
    """Places of slots and of what is stored for them; every needed slot is there.

    Args:
        slots: of the optimizer.
        stored: what the file holds, in order.
        trained: the trained variables in the order of the file.
        paths: of trained variables in the file, by ``id``; else they are their own.
        by_kind_first: whether the order of Keras 1 and 2 is tried before today's.

    Raises:
        StateMismatch: neither names nor orders fit.
    """
    found = _by_name(slots, stored, {} if paths is None else paths)
    named = [(i, j) for i, j in found.items() if _fits(slots[i], stored[j])]
    if _is_complete(slots, named) and (named or not stored):
        return named
    orders = [_by_variable(slots, stored, trained), _by_kind(slots, stored, trained)]
    for order in reversed(orders) if by_kind_first else orders:
        for pairs in order:
            if (
                _is_complete(slots, pairs)
                and all(_fits(slots[i], stored[j]) for i, j in pairs)
                and _agree(pairs, found)
            ):
                return pairs
    raise StateMismatch(_report(slots, stored, found))


def _fits(slot: Slot, stored: Stored) -> bool:
    return tuple(slot.variable.shape) == tuple(stored.shape)


def _is_complete(slots, pairs: Pairs) -> bool:
    there = {i for i, _ in pairs}
    return all(i in there for i, slot in enumerate(slots) if slot.is_needed)


def _agree(pairs: Pairs, found: dict[int, int]) -> bool:
    """Whether no pair is another than the one that names tell."""
    by_stored = {j: i for i, j in found.items()}
    return all(found.get(i, j) == j and by_stored.get(j, i) == i for i, j in pairs)


# ---- names


def _by_name(slots, stored, paths) -> dict[int, int]:
    """Places in the file by place of slot, where a name fits one slot only."""
    tails = _tails(slots, paths)
    found: dict[int, int] = {}
    scalars: dict[str, list[int]] = {}
    for j, item in enumerate(stored):
        if item.name is None:
            continue
        name = re.sub(r":\d+$", "", item.name)
        i = _longest_tail(name, tails)
        if i is not None:
            found.setdefault(i, j)
        elif tuple(item.shape) == ():
            last = re.sub(r"_\d+$", "", name.rsplit("/", 1)[-1]).lstrip("_")
            scalars.setdefault(last, []).append(j)
    return {**_scalars_by_name(slots, scalars), **found}


def _tails(slots, paths) -> dict[str, int | None]:
    """How names may end, and the slot that it tells; None where it tells several."""
    tails: dict[str, int | None] = {}
    for i, slot in enumerate(slots):
        if slot.trained is None:
            continue
        path = paths.get(id(slot.trained), path_of(slot.trained))
        for kind in slot.spellings:
            flat = f"{path.replace('/', '_')}_{kind}"  # of Keras 3
            for tail in (f"{path}/{kind}", f"{kind}/{path}", flat):  # of tf.keras
                tails[tail] = i if tails.get(tail, i) == i else None
    return tails


def _longest_tail(name: str, tails) -> int | None:
    parts = name.split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((tails[end] for end in ends if end in tails), None)


def _scalars_by_name(slots, places: dict[str, list[int]]) -> dict[int, int]:
    """An optimizer inside another comes last, and is there in any file."""
    found, taken = {}, set()
    for i in reversed([i for i, slot in enumerate(slots) if slot.trained is None]):
        for name in slots[i].spellings:
            free = [j for j in places.get(name, ()) if j not in taken]
            if free:
                found[i] = free[-1]
                taken.add(free[-1])
                break
    return found


# ---- orders


def _by_variable(slots, stored, trained) -> Iterator[Pairs]:
    """Today's order; what older versions did not keep is left out.

    The classic layout has last what Keras 2 does not have.
    """
    yield from _with_ours_last(slots, stored)
    inner = [i for i, s in enumerate(slots) if s.kind == "iteration"][-1:]
    once = [i for i, slot in enumerate(slots) if slot.trained is None]
    unused = [
        i for i, s in enumerate(slots) if s.trained is not None and not s.is_needed
    ]
    without_rate = [i for i in once if slots[i].kind != "learning_rate"]
    for scalars in (once, without_rate, inner, []):
        for others in ([], unused):
            out = {*once, *others} - set(scalars)
            kept = [i for i in range(len(slots)) if i not in out]
            rest = stored[len(kept) :]
            if len(kept) <= len(stored) and _is_unused(slots, rest, trained):
                yield list(zip(kept, range(len(kept))))


def _with_ours_last(slots, stored) -> Iterator[Pairs]:
    if len(slots) == len(stored) and stored[0].name is not None:
        places = range(len(slots))
        order = sorted(places, key=lambda i: slots[i].is_only_ours)
        yield list(zip(order, places))


def _by_kind(slots, stored, trained) -> Iterator[Pairs]:
    """The order of Keras 1 and 2: all of a kind, then all of the next."""
    place = {(s.kind, id(s.trained)): i for i, s in enumerate(slots) if s.is_needed}
    kinds = list(dict.fromkeys(kind for kind, _ in place))
    each = [place.get((kind, id(v))) for kind in kinds for v in trained]
    if None in each:
        return
    last = {s.kind: i for i, s in enumerate(slots) if s.trained is None}
    for scalars in ([], ["iteration"], ["iteration", "variable"]):
        kept = [*(last[kind] for kind in scalars if kind in last), *each]
        rest = stored[len(kept) :]
        if len(kept) <= len(stored) and _is_unused(slots, rest, trained):
            yield list(zip(kept, range(len(kept))))


def _is_unused(slots, rest, trained) -> bool:
    """Whether it is nothing, or what was kept for arguments that switched it off.

    Keras 2 kept momenta without momentum, and numbers without amsgrad. Scalars that
    nothing uses stand last in the files of Kerasish.
    """
    shapes = [tuple(item.shape) for item in rest]
    if not any(shapes):
        return True
    if all(shape == (1,) for shape in shapes):
        return len(shapes) in (0, len(trained))
    like_trained = [tuple(v.shape) for v in trained]
    return shapes == like_trained and not any(slot.is_needed for slot in slots)


# ---- what does not fit


def _report(slots, stored, found) -> list[str]:
    lines = [f"{len(stored)} arrays in the file, {len(slots)} variables here"]
    for i, slot in enumerate(slots):
        if not slot.is_needed:
            continue
        what = f"{slot.kind} of {path_of(slot.trained)}"
        shape = tuple(slot.variable.shape)
        if i not in found:
            lines.append(f"{what} {list(shape)}: not found by name, nor by order")
        elif not _fits(slot, stored[found[i]]):
            there = stored[found[i]]
            lines.append(f"{what}: {list(shape)} here, {list(there.shape)} in the file")
    more = len(lines) - 1 - _MOST_LINES
    lines = lines[: 1 + _MOST_LINES]
    return [*lines, f"and {more} more"] if more > 0 else lines

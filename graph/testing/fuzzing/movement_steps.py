"""Steps that put elements elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import graph
from graph.testing.fuzzing.steps import Draft, Step, Unfit, fit_together, makes

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


def _sizes(x: Tensor) -> tuple[int, ...]:
    return graph.shape(x)


def _slice(draft: Draft, size: int) -> int | slice:
    rng = draft.rng
    if rng.random() < 0.2:
        return slice(None)
    if rng.random() < 0.2 and size:
        return rng.randrange(-size, size)
    step = rng.choice((1, 1, 2, 3, -1, -2))
    start = rng.choice((None, rng.randrange(-size - 1, size + 1)))
    stop = rng.choice((None, rng.randrange(-size - 1, size + 1)))
    return slice(start, stop, step)


@makes(3)
def sliced(draft: Draft) -> Step:
    place = draft.pick(lambda x: x.ndim > 0)
    value = draft.values[place]
    sliced_axes = draft.rng.randrange(1, value.ndim + 1)
    key = [_slice(draft, n) for n in value.shape[:sliced_axes]]
    if draft.rng.random() < 0.2:
        key.insert(draft.rng.randrange(len(key) + 1), None)
    if draft.rng.random() < 0.2:
        key.append(Ellipsis)
    return Step(f"getitem {key}", lambda x: graph.getitem(x, tuple(key)), (place,))


@makes(6)
def movement(draft: Draft) -> Step:
    rng = draft.rng
    place = draft.pick(lambda x: True)
    value = draft.values[place]
    new = rng.randrange(value.ndim + 1)
    moves = {
        "expand_dims": lambda x: graph.expand_dims(x, new),
        "ravel": graph.ravel,
        "squeeze": graph.squeeze,
    }
    if value.ndim:
        axis = draft.axis(value)
        axes = draft.axes(value)
        order = rng.sample(range(value.ndim), value.ndim)
        shift, count = rng.randrange(-3, 4), rng.randrange(1, 4)
        moves |= {
            "transpose": lambda x: graph.transpose(x, order),
            "flip": lambda x: graph.flip(x, axes),
            "merge": lambda x: graph.reshape(x, (*_sizes(x)[: new % x.ndim], -1)),
            "broadcast_to": lambda x: graph.broadcast_to(x, (count, *_sizes(x))),
            "roll": lambda x: graph.roll(x, shift, axis),
            "repeat": lambda x: graph.repeat(x, count, axis),
            "tile": lambda x: graph.tile(x, (count,) + (1,) * (x.ndim - 1)),
            "diff": lambda x: graph.diff(x, axis=axis),
            "moveaxis": lambda x: graph.moveaxis(x, axis, 0),
        }
    if value.ndim > 1:
        k = rng.randrange(-2, 3)
        moves |= {
            "tril": lambda x: graph.tril(x, k),
            "triu": lambda x: graph.triu(x, k),
            "diagonal": lambda x: graph.diagonal(x, k),
            "swapaxes": lambda x: graph.swapaxes(x, axis, order[0]),
            "rot90": graph.rot90,
        }
    name = rng.choice(list(moves))
    return Step(name, moves[name], (place,))


@makes(2)
def padded(draft: Draft) -> Step:
    place = draft.pick(lambda x: x.ndim > 0)
    value = draft.values[place]
    modes = ("constant", "constant", "reflect", "symmetric", "edge", "wrap")
    mode = draft.rng.choice(modes)
    most = 4 if mode in ("constant", "edge") else min(3, *value.shape) - 1
    if most < 0:
        raise Unfit("nothing to repeat")
    widths = [
        (draft.rng.randrange(most + 1), draft.rng.randrange(most + 1))
        for _ in value.shape
    ]
    return Step(f"pad {mode}", lambda x: graph.pad(x, widths, mode), (place,))


@makes(2.5)
def joined(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.ndim > 0)
    value, axis = draft.values[x], draft.rng.randrange(draft.values[x].ndim)

    def fits(y: np.ndarray) -> bool:
        return y.dtype == value.dtype and _without(y, axis) == _without(value, axis)

    places = [x] + [draft.pick(fits) for _ in range(draft.rng.randrange(1, 3))]
    draft.rng.shuffle(places)
    return Step("concatenate", lambda *xs: graph.concatenate(xs, axis), tuple(places))


def _without(
    value: np.ndarray, axis: int
) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    return value.ndim, value.shape[:axis], value.shape[axis + 1 :]


@makes(1)
def stacked(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.ndim < 4)
    value = draft.values[x]
    y = draft.pick(lambda y: y.dtype == value.dtype and y.shape == value.shape)
    axis = draft.rng.randrange(value.ndim + 1)
    return Step("stack", lambda *xs: graph.stack(xs, axis), (x, y))


@makes(1)
def parts(draft: Draft) -> Step:
    place = draft.pick(lambda x: x.ndim > 0 and x.shape[0] > 1)
    at = draft.rng.randrange(1, draft.values[place].shape[0])
    return Step("split", lambda x: graph.split(x, [at]), (place,))


@makes(0.7)
def added_in_place_of(draft: Draft) -> Step:
    """A part of one value replaced by another."""
    x = draft.pick(lambda x: x.ndim > 0 and x.dtype.kind == "f")
    value = draft.values[x]
    y = draft.pick(
        lambda y: (
            y.dtype == value.dtype
            and y.ndim == value.ndim
            and all(m <= n for m, n in zip(y.shape, value.shape))
        )
    )
    sizes = zip(draft.values[y].shape, value.shape)
    starts = [draft.rng.randrange(n - m + 1) for m, n in sizes]
    return Step("slice_update", lambda x, y: graph.slice_update(x, starts, y), (x, y))


@makes(0.7)
def grown(draft: Draft) -> Step:
    place = draft.pick(lambda x: 1 in x.shape)
    old = draft.values[place].shape
    shape = tuple(n if n > 1 else draft.rng.randrange(4) for n in old)
    if not fit_together(shape, old):
        raise Unfit("another shape")
    return Step("broadcast_to", lambda x: graph.broadcast_to(x, shape), (place,))

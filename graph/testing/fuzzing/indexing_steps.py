"""Steps whose places of elements are data, and sorting and random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import graph
from graph.testing.fuzzing.steps import Draft, Step, Unfit, is_float, is_integer, makes


def _indices(draft: Draft, size: int, shape: Sequence[int]) -> int:
    """The place of a leaf of valid indices."""
    if not size:
        raise Unfit("nothing to choose from")
    dtype = draft.rng.choice(("int32", "int64", "int64", "uint8", "int16"))
    limit = min(size, 127)
    low = -limit if dtype.startswith("i") and draft.rng.random() < 0.3 else 0
    array = np.asarray(draft.numbers.integers(low, limit, shape)).astype(dtype)
    return draft.leaf(array, ("constant", "input"))


def _computed(draft: Draft, size: int) -> tuple[int, object]:
    """The place of integers, and a function that makes indices of them."""
    if not size:
        raise Unfit("nothing to choose from")
    place = draft.pick(lambda x: is_integer(x) and x.ndim < 3 and x.size < 500)
    return place, lambda i: graph.mod(graph.cast(i, "int64"), size)


@makes(2)
def taken(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.ndim > 0)
    axis = draft.axis(draft.values[x])
    size = draft.values[x].shape[axis]
    if draft.rng.random() < 0.4:
        indices, made = _computed(draft, size)
        return Step("take", lambda x, i: graph.take(x, made(i), axis), (x, indices))
    indices = _indices(draft, size, draft.rng.choice([(), (3,), (2, 5), (17,), (0,)]))
    return Step("take", lambda x, i: graph.take(x, i, axis), (x, indices))


@makes(1)
def taken_along(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.ndim > 0 and x.size > 0)
    value = draft.values[x]
    axis = draft.axis(value)
    shape = list(value.shape)
    shape[axis] = draft.rng.randrange(1, 5)
    indices = _indices(draft, value.shape[axis], shape)
    return Step(
        "take_along_axis", lambda x, i: graph.take_along_axis(x, i, axis), (x, indices)
    )


@makes(1.5)
def sorted_values(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.ndim > 0 and x.dtype.kind in "fiu")
    axis, down = draft.axis(draft.values[x]), draft.rng.random() < 0.5
    k = draft.rng.randrange(1, 4)
    ways = {
        "sort": lambda x: graph.sort(x, axis, down),
        "argsort": lambda x: graph.argsort(x, axis, descending=down),
        "top_k": lambda x: graph.top_k(x, k),
    }
    name = draft.rng.choice(list(ways))
    return Step(name, ways[name], (x,))


@makes(1.5)
def scattered(draft: Draft) -> Step:
    rows = draft.rng.randrange(1, 6)
    x = draft.pick(lambda x: x.ndim > 0 and x.shape[0] > 0 and x.dtype.kind in "fi")
    value = draft.values[x]
    updates = draft.new((rows, *value.shape[1:]), value.dtype)
    shape = (rows, 1)
    indices = draft.leaf(
        np.asarray(draft.numbers.integers(0, value.shape[0], shape)),
        ("constant", "input"),
    )
    how = draft.rng.choice(("add", "max", "min", "add_at"))
    if how == "add_at":
        places = x, indices, updates
        return Step(how, lambda x, i, u: graph.add_at(x, graph.ravel(i), u), places)
    return Step(
        f"scatter {how}",
        lambda x, i, u: graph.scatter_update(x, i, u, how),
        (x, indices, updates),
    )


@makes(1)
def segments(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.ndim > 0 and is_float(x))
    rows = draft.values[x].shape[0]
    count = draft.rng.randrange(1, 7)
    ids = np.asarray(draft.numbers.integers(0, count, rows))
    place = draft.leaf(np.sort(ids) if draft.rng.random() < 0.5 else ids, ("input",))
    name = draft.rng.choice(("segment_sum", "segment_max", "segment_min"))
    function = getattr(graph, name)
    if name != "segment_sum":
        return Step(
            name,
            lambda x, i: graph.clip(function(x, i, count), -9.0, 9.0),
            (x, place),
        )
    return Step(name, lambda x, i: function(x, i, count), (x, place))


@makes(1)
def one_hot(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_integer(x) and x.ndim < 3 and x.size < 3000)
    depth, axis = draft.rng.randrange(1, 12), draft.rng.choice((-1, 0))
    dtype = draft.rng.choice(("float32", "float64", "int32", "bool"))
    return Step(
        "one_hot",
        lambda x: graph.one_hot(graph.cast(x, "int32"), depth, axis, dtype),
        (x,),
    )


@makes(1)
def searched(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_float(x))
    border = draft.leaf(
        np.sort(draft.numbers.normal(size=7)).astype(draft.values[x].dtype)
    )
    side = draft.rng.choice(("left", "right"))
    return Step(
        "searchsorted", lambda b, x: graph.searchsorted(b, x, side), (border, x)
    )


@makes(1)
def classes(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_float(x) and x.ndim == 2 and x.size > 0)
    rows, columns = draft.values[x].shape
    array = np.asarray(draft.numbers.integers(0, columns, rows))
    labels = draft.leaf(array, ("input",))
    return Step(
        "pick_class",
        lambda x, i: graph.pick_class(graph.log_softmax(x), i),
        (x, labels),
    )


@makes(1.5)
def random_numbers(draft: Draft) -> Step:
    words = draft.numbers.integers(0, 2**32, 4, dtype=np.uint32)
    key = draft.leaf(words, ("input", "constant"))
    shape, dtype = draft.sizes.shape(), draft.rng.choice(("float32", "float64"))
    ways = {
        "random_uniform": lambda k: graph.random_uniform(k, shape, dtype=dtype),
        "random_normal": lambda k: graph.random_normal(k, shape, dtype=dtype),
        "random_bits": lambda k: graph.random_bits(k, shape),
        "random_bernoulli": lambda k: graph.random_bernoulli(k, shape, 0.3),
        "random_integers": lambda k: graph.random_integers(k, shape, -3, 9),
        "split_key": lambda k: graph.split_key(k, 3),
        "fold_in": lambda k: graph.fold_in(k, 7),
        "random_permutation": lambda k: graph.random_permutation(k, 13),
    }
    name = draft.rng.choice(list(ways))
    return Step(name, ways[name], (key,))


@makes(1)
def dropped(draft: Draft) -> Step:
    """Dropout: a random mask of the value's own shape."""
    x = draft.pick(is_float)
    words = draft.numbers.integers(0, 2**32, 4, dtype=np.uint32)
    key = draft.leaf(words, ("input",))

    def dropout(x: Any, k: Any) -> Any:
        kept = graph.random_bernoulli(k, graph.shape(x), 0.7)
        return graph.where(kept, x / 0.7, graph.zeros_like(x))

    return Step("dropout", dropout, (x, key))

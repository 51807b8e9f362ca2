"""Steps that multiply and add: products of matrices, convolutions, pooling."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import numpy as np

import graph
from graph.testing.fuzzing.steps import Draft, Step, Unfit, is_float, makes

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


def _scaled(y: Tensor, depth: int) -> Tensor:
    """Sums of many products, of the size of one."""
    return y * float(1 / max(1.0, depth**0.5))


def _width(draft: Draft, value: np.ndarray) -> int:
    """The size of another axis for a product, so that it is not too large."""
    width = draft.sizes.one()
    if value.size // max(1, value.shape[-1]) * width > 2 * draft.sizes.most:
        raise Unfit("too large")
    return width


@makes(3)
def product(draft: Draft) -> Step:
    """A matrix product with new weights, either side transposed or not."""
    x = draft.pick(lambda x: is_float(x) and x.ndim > 1)
    value = draft.values[x]
    depth, width = value.shape[-1], _width(draft, value)
    shape = (width, depth) if (turned := draft.rng.random() < 0.4) else (depth, width)
    batched = value.ndim > 2 and draft.rng.random() < 0.3
    kernel = draft.new(value.shape[:-2] * batched + shape, value.dtype)

    def multiply(x: Tensor, w: Tensor) -> Tensor:
        w = graph.swapaxes(w, -1, -2) if turned else w
        return _scaled(graph.matmul(x, w), depth)

    return Step("matmul", multiply, (x, kernel))


@makes(1.5)
def dense(draft: Draft) -> Step:
    """A layer: weights, bias, activation."""
    x = draft.pick(lambda x: is_float(x) and x.ndim > 1)
    value = draft.values[x]
    width = _width(draft, value)
    kernel = draft.new((value.shape[-1], width), value.dtype)
    bias = draft.new((width,), value.dtype)
    activation = draft.rng.choice((graph.relu, graph.tanh, graph.gelu, graph.softmax))
    return Step(
        "dense",
        lambda x, w, b: activation(_scaled(graph.matmul(x, w), value.shape[-1]) + b),
        (x, kernel, bias),
    )


@makes(1)
def product_with_itself(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_float(x) and x.ndim > 1 and x.shape[-2] < 300)
    depth = draft.values[x].shape[-1]
    return Step(
        "gram",
        lambda x: _scaled(graph.matmul(x, graph.swapaxes(x, -1, -2)), depth),
        (x,),
    )


@makes(2.5)
def einsum(draft: Draft) -> Step:
    """Any contraction of two values: batch, kept and summed axes in any order."""
    rng = draft.rng
    x = draft.pick(lambda x: is_float(x) and 0 < x.ndim < 5)
    value = draft.values[x]
    names = string.ascii_lowercase[: value.ndim]
    sizes = dict(zip(names, value.shape))
    shared = [n for n in names if rng.random() < 0.6]
    fresh = rng.sample(["x", "y"], rng.randrange(3))
    sizes |= {n: draft.sizes.one() for n in fresh}
    other = rng.sample(shared + fresh, len(shared + fresh))
    batch = [n for n in shared if rng.random() < 0.3]
    kept = [n for n in names if n not in shared] + batch + fresh
    kept = [n for n in kept if n in fresh or rng.random() < 0.9]
    work = 1
    for n in sizes:
        work *= sizes[n]
    if work > 3_000_000:
        raise Unfit("too much work")
    result = rng.sample(kept, len(kept))
    pattern = f"{names},{''.join(other)}->{''.join(result)}"
    depth = 1
    for n in sizes:
        depth *= 1 if n in kept else sizes[n]
    y = draft.new([sizes[n] for n in other], value.dtype)

    def contract(x: Tensor, y: Tensor) -> Tensor:
        return _scaled(graph.einsum(pattern, x, y), depth)

    return Step(pattern, contract, (x, y))


@makes(1)
def integer_product(draft: Draft) -> Step:
    x = draft.pick(lambda x: x.dtype.kind in "iu" and x.ndim == 2)
    value = draft.values[x]
    kernel = draft.new((value.shape[-1], draft.rng.randrange(1, 9)), value.dtype)
    return Step("matmul of integers", graph.matmul, (x, kernel))


def _image(draft: Draft, least: int = 1) -> int:
    """The place of a value with a batch, one to three positions, and channels."""
    rank = draft.rng.choice((3, 4, 4, 5))
    size = {3: (40, 1), 4: (14, 1), 5: (7, 1)}[rank][0]
    channels = draft.rng.choice((1, 2, 3, 4, 6, 8, 12, 16, 17))
    if draft.rng.random() < 0.5:
        return draft.pick(
            lambda x: (
                is_float(x)
                and 3 <= x.ndim <= 5
                and 0 < x.size < 60000
                and min(x.shape[1:-1]) >= least
                and x.shape[-1] <= 70
            )
        )
    positions = [draft.rng.randrange(least, size) for _ in range(rank - 2)]
    dtype = draft.rng.choice(("float32", "float32", "float64"))
    return draft.new((draft.rng.choice((0, 1, 2, 3, 5)), *positions, channels), dtype)


@makes(3)
def convolution(draft: Draft) -> Step:
    rng = draft.rng
    x = _image(draft)
    value = draft.values[x]
    rank, channels = value.ndim - 2, value.shape[-1]
    groups = rng.choice([g for g in (1, 1, 1, 2, 3, 4, channels) if channels % g == 0])
    filters = groups * rng.choice((1, 2, 3, 5, 8, 16) if groups < 5 else (1, 2))
    window = [rng.choice((1, 2, 3, 3, 5)) for _ in range(rank)]
    kernel = draft.new((*window, channels // groups, filters), value.dtype)
    plain = rng.random() < 0.5
    strides = 1 if plain else [rng.choice((1, 2, 3)) for _ in range(rank)]
    dilation = 1 if plain or strides != [1] * rank else [rng.choice((1, 2))] * rank
    border = [(rng.randrange(3), rng.randrange(3))] * rank
    padding = rng.choice(("valid", "same", "same", border))
    depth = value.size and channels // groups * 9
    after = rng.choice((lambda y: y, graph.relu, lambda y: graph.tanh(y + 0.1)))
    how = strides, padding, "channels_last", dilation, groups

    def convolve(x: Tensor, w: Tensor) -> Tensor:
        return after(_scaled(graph.conv(x, w, *how), depth))

    return Step(f"conv {how}", convolve, (x, kernel))


@makes(1)
def other_convolution(draft: Draft) -> Step:
    rng = draft.rng
    x = _image(draft, 2)
    value = draft.values[x]
    rank, channels = value.ndim - 2, value.shape[-1]
    window = [rng.choice((1, 2, 3)) for _ in range(rank)]
    strides, padding = rng.choice((1, 2, 2, 3)), rng.choice(("valid", "same"))
    if rng.random() < 0.5:
        kernel = draft.new((*window, rng.choice((1, 2, 5)), channels), value.dtype)
        return Step(
            f"conv_transpose {strides} {padding}",
            lambda x, w: graph.tanh(graph.conv_transpose(x, w, strides, padding)),
            (x, kernel),
        )
    kernel = draft.new((*window, channels, rng.choice((1, 2))), value.dtype)
    return Step(
        f"depthwise_conv {strides} {padding}",
        lambda x, w: graph.tanh(graph.depthwise_conv(x, w, strides, padding)),
        (x, kernel),
    )


@makes(2)
def pooling(draft: Draft) -> Step:
    rng = draft.rng
    x = _image(draft)
    rank = draft.values[x].ndim - 2
    window = [rng.choice((1, 2, 2, 3)) for _ in range(rank)]
    strides = rng.choice((None, 1, 2, [rng.choice((1, 2, 3)) for _ in range(rank)]))
    padding = rng.choice(("valid", "same"))
    name = rng.choice(("max_pool", "average_pool"))
    function = getattr(graph, name)
    return Step(
        f"{name} {window} {strides} {padding}",
        lambda x: function(x, window, strides, padding),
        (x,),
    )


@makes(1)
def attention(draft: Draft) -> Step:
    x = draft.pick(
        lambda x: is_float(x) and x.ndim == 3 and x.size > 0 and x.shape[1] < 200
    )

    def attend(x: Any) -> Any:
        scores = graph.tanh(graph.matmul(x, graph.swapaxes(x, 1, 2)))
        return graph.matmul(graph.softmax(scores), x)

    return Step("attention", attend, (x,))

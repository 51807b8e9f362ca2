"""Steps with bodies: loops and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graph
from graph.testing.fuzzing.steps import Draft, Step, is_float, makes

if TYPE_CHECKING:
    from graph.ir.tensor import Tensor


@makes(1)
def scanned(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_float(x) and x.ndim > 0 and 0 < x.shape[0] < 40)
    value = draft.values[x]
    reverse = draft.rng.random() < 0.4
    start = draft.new(value.shape[1:], value.dtype)

    def recur(x: Tensor, start: Tensor) -> list[Tensor]:
        def step(carry: Tensor, row: Tensor) -> tuple[Tensor, Tensor]:
            carry = graph.tanh(carry * 0.9 + row)
            return carry, carry * row

        last, ys = graph.scan(step, start, x, reverse=reverse)
        return [last, ys]

    return Step("scan", recur, (x, start))


@makes(0.7)
def recurrent(draft: Draft) -> Step:
    """A simple recurrent layer."""
    x = draft.pick(lambda x: is_float(x) and x.ndim == 3 and 0 < x.shape[0] < 20)
    value = draft.values[x]
    width = value.shape[-1]
    kernel = draft.new((width, width), value.dtype)

    def recur(x: Any, w: Any) -> Any:
        def step(carry: Any, row: Any) -> Any:
            carry = graph.tanh(graph.matmul(carry, w) * 0.1 + row)
            return carry, carry

        return list(graph.scan(step, graph.zeros_like(x[0]), x))

    return Step("recurrent", recur, (x, kernel))


@makes(0.7)
def looped(draft: Draft) -> Step:
    x = draft.pick(is_float)
    count = draft.rng.randrange(4)

    def loop(x: Tensor) -> Tensor:
        return graph.fori_loop(0, count, lambda i, y: graph.sin(y) + 0.1, x)

    return Step("fori_loop", loop, (x,))


@makes(0.7)
def while_small(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_float(x) and x.size > 0)

    def loop(x: Tensor) -> Tensor:
        def test(i: Tensor, y: Tensor) -> Tensor:
            return graph.logical_and(i < 5, graph.mean(graph.absolute(y)) < 3.0)

        _, y = graph.while_loop(
            test, lambda i, y: (i + 1, y * 1.3 + 0.05), (0, x), maximum_iterations=6
        )
        return y

    return Step("while_loop", loop, (x,))


@makes(0.7)
def branched(draft: Draft) -> Step:
    x = draft.pick(lambda x: is_float(x) and x.size > 0)
    return Step(
        "cond",
        lambda x: graph.cond(
            graph.sum(x) > 0.5, lambda: graph.tanh(x), lambda: x * 0.5 + 1.0
        ),
        (x,),
    )

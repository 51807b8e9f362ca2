"""Functions of single elements, for whole tensors."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import graph
from kerasish.base.errors import fail
from kerasish.ops.dtypes import tensor
from kerasish.ops.recording import immediate


@immediate
def vectorize(pyfunc: Callable, *, excluded=None, signature=None) -> Callable:
    """A function that applies pyfunc to each element, or to each row, of its arguments.

    Args:
        pyfunc: function of tensors that returns one tensor, or several.
        excluded: positions and names of arguments that are handed on as they are.
        signature: the last axes that one call takes and returns, such as
            "(n),(n)->()"; without it calls take and return scalars.

    Returns:
        A function of tensors, whose other axes broadcast together.

    Raises:
        ArgumentError: a signature that is not one, or too few arguments for it.

    Example:
        >>> from kerasish import ops
        >>> dot = ops.vectorize(lambda a, b: ops.sum(a * b), signature="(n),(n)->()")
        >>> dot([[1, 2], [3, 4]], [10, 1]).tolist()
        [12, 34]
    """
    excluded = set() if excluded is None else set(excluded)
    ranks = None if signature is None else _ranks(signature)

    @functools.wraps(pyfunc)
    def vectorized(*args, **kwargs):
        places = [i for i in range(len(args)) if i not in excluded]
        names = [name for name in kwargs if name not in excluded]
        mapped = [tensor(args[i]) for i in places] + [tensor(kwargs[n]) for n in names]
        if ranks is not None and len(ranks) != len(mapped):
            what = f"vectorize: the signature is of {len(ranks)} arguments"
            fail(what, {"signature": signature, "arguments": len(mapped)})

        def call(elements):
            given, named = list(args), dict(kwargs)
            for i, value in zip(places, elements):
                given[i] = value
            named.update(zip(names, elements[len(places) :]))
            return pyfunc(*given, **named)

        return _mapped(call, mapped, [0] * len(mapped) if ranks is None else ranks)

    return vectorized


def _ranks(signature) -> list[int]:
    """How many axes one call takes of each argument."""
    group = r"\(\s*(?:\w+\s*(?:,\s*\w+\s*)*)?\)"
    groups = rf"\s*{group}\s*(?:,\s*{group}\s*)*"
    if not re.fullmatch(f"{groups}->{groups}", signature):
        fail("vectorize: the signature cannot be read", {"signature": signature})
    taken = re.findall(r"\((.*?)\)", signature.partition("->")[0])
    return [len(re.findall(r"\w+", names)) for names in taken]


def _mapped(call, tensors, ranks):
    """The call on each element of the axes before the last ``ranks`` ones."""
    shapes = [graph.shape(x) for x in tensors]
    outer = [shape[: len(shape) - rank] for shape, rank in zip(shapes, ranks)]
    frame = graph.shape(sum(graph.zeros(shape) for shape in outer))
    rows = [
        graph.reshape(
            graph.broadcast_to(x, (*frame, *shape[len(shape) - rank :])),
            (-1, *shape[len(shape) - rank :]),
        )
        for x, shape, rank in zip(tensors, shapes, ranks)
    ]
    made = graph.vectorized_map(call, rows)
    return graph.map_leaves(
        lambda y: graph.reshape(y, (*frame, *graph.shape(y)[1:])), made
    )

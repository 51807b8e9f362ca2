"""What to look at: fetches with their feeds, or a function with its arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.executor.session import fetch, placeholder
from graph.ir.dispatch import as_symbolic
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.program import Program, assignments_in
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import tracing

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


class Target(NamedTuple):
    """A graph to look at, and the arrays to run it on.

    Attributes:
        program: its inputs; its outputs, the effects behind them; its updates.
        arrays: one for each input.
        structure: the nesting of the outputs.
    """

    program: Program
    arrays: list[Any]
    structure: object


def target_of(
    name: str,
    what: Any,
    args: tuple[dict[SymbolicTensor, np.ndarray] | TensorLike, ...],
    kwargs: Mapping[str, float],
) -> Target:
    """Fetches and their feeds, or a function traced on arguments like these.

    Args:
        name: of the function that asks, for errors.
        what: symbolic tensors and variables in any nesting, or a function.
        args: the feeds, if there are any; or the arguments of the function.
        kwargs: further arguments of the function.
    """
    if callable(what) and not isinstance(what, Tensor):
        return _traced(what, args, kwargs)
    feeds = dict(args[0]) if args and isinstance(args[0], dict) else {}
    if kwargs or len(args) > 1 or (args and not isinstance(args[0], dict)):
        raise ArgumentError(
            describe(
                f"{name}: fetches take one dict of feeds",
                {"arguments": [type(a).__name__ for a in args], **kwargs},
                f"write graph.{name}(fetches, {{placeholder: array}})",
                str(here()),
            )
        )
    outputs = [fetch(leaf) for leaf in flatten(what)]
    updates = assignments_in(outputs, feeds)
    program = Program(list(feeds), outputs, updates)
    return Target(program, list(feeds.values()), what)


def _traced(
    function: Callable[..., Any],
    args: tuple[TensorLike | dict[SymbolicTensor, np.ndarray], ...],
    kwargs: Mapping[str, float],
) -> Target:
    """The graph of a function: placeholders for the arrays among its arguments."""
    names = _argument_names(function, args)
    given = [*zip(names, args), *kwargs.items()]
    inputs: list[SymbolicTensor] = []
    arrays: list[Any] = []

    def symbolic(
        name: str, value: TensorLike | dict[SymbolicTensor, np.ndarray]
    ) -> SymbolicTensor | float | list[SymbolicTensor]:
        leaves = flatten(value)
        several = len(leaves) > 1
        found = []
        for number, leaf in enumerate(leaves):
            if isinstance(leaf, (np.ndarray, np.generic, EagerTensor)):
                label = f"{name}_{number}" if several else name
                inputs.append(placeholder(leaf.dtype, leaf.shape, label))
                arrays.append(np.asarray(leaf))
                leaf = inputs[-1]
            found.append(leaf)
        result: SymbolicTensor | float | list[SymbolicTensor] = pack_like(value, found)
        return result

    values = [symbolic(name, value) for name, value in given]
    positional, named = values[: len(args)], dict(zip(kwargs, values[len(args) :]))
    with tracing() as trace:
        result = function(*positional, **named)
        outputs = [as_symbolic(leaf) for leaf in flatten(result) if leaf is not None]
    program = Program(inputs, [*outputs, *trace.effects], list(trace.updates.items()))
    return Target(program, arrays, result)


def _argument_names(
    function: Callable[..., Any],
    args: tuple[TensorLike | dict[SymbolicTensor, np.ndarray], ...],
) -> list[str]:
    """The names of the parameters that the arguments go to, x0, x1, ... for others."""
    # a layer hands its arguments on to ``call``, which has names for them
    named = getattr(function, "call", function)
    parameters: Iterable[inspect.Parameter]
    try:
        parameters = inspect.signature(named).parameters.values()
    except (TypeError, ValueError):  # some callables written in C have none
        parameters = ()
    names = [p.name for p in parameters if p.kind <= p.POSITIONAL_OR_KEYWORD]
    return names[: len(args)] + [f"x{i}" for i in range(len(names), len(args))]


def result_like(
    structure: object,
    results: Sequence[np.ndarray],
) -> Any:
    """The results in the nesting of what was traced, with its None."""
    rest = iter(results)
    leaves = [None if leaf is None else next(rest) for leaf in flatten(structure)]
    return pack_like(structure, leaves)

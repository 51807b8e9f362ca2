"""What a graph is compiled to: steps, memory, work, and what is left to numpy."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from graph.engines.symbols import bind_symbols
from graph.executor.callable import CompiledCallable
from graph.executor.concrete import ConcreteFunction
from graph.executor.function import Function
from graph.executor.inspection.explanation import Explanation
from graph.executor.inspection.targets import target_of
from graph.executor.watching import watching
from graph.ir.dims import evaluate, symbols_in
from graph.ir.errors import ArgumentError, describe
from graph.ir.leaves import Placeholder
from graph.ir.origin import here
from graph.ir.tensor import SymbolicTensor
from graph.ops.public import public

#: what a symbolic size is taken to be where nobody says
GUESSED_SIZE = 32


@public
def explain(
    what: Any = None,
    *args: Any,
    sizes: Mapping[str, int] | int | None = None,
    engine: str | None = None,
    **kwargs: Any,
) -> Any:
    """What a graph is compiled to: which ops run together, and what they cost.

    Without ``what`` it is a context: every program that runs inside, of a session, a
    function, ``fit`` or ``predict``, is explained at the sizes at which it runs.

    Args:
        what: symbolic tensors and variables in any nesting; a function of tensors, a
            layer or a model; or what `graph.function` has made.
        args: for tensors a dict of feeds, or nothing; for functions their arguments.
        sizes: of symbolic sizes, by name, or one number for all of them; before those
            of the feeds. What nobody says is taken to be 32.
        engine: name of the engine; None for the environment's choice.
        kwargs: further arguments of the function.

    Returns:
        An `Explanation`: printed, a table with a row for each step, and what they take
        in all. A step is a "loop" over elements that it reads and writes once, whatever
        the number of ops in it; a "call" of code made for one op, with elementwise ops
        behind it; "control", a loop over steps or a branch, with its bodies in native
        code; "numpy", a kernel of numpy's; or "blocks" of several of these. Flops
        are counted for each op as written: 2 for a product that is added, padding
        included, 1 for an element of another op, 0 for what moves, sorts or decomposes.
        Of a context: a list of explanations.

    Raises:
        FeedError: some placeholders are fed and others not.
        ArgumentError: a name in ``sizes`` is none of the graph's.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", ("batch", 3), "x")
        >>> w = graph.Variable([[1.0], [2.0], [3.0]])
        >>> found = graph.explain(graph.matmul(x, w), sizes={"batch": 10})
        >>> found.flops, found.sizes, len(found.steps), found.steps[0].ops
        (60, {'batch': 10}, 1, ('dot_general',))
        >>> with graph.explain() as programs:
        ...     y = graph.Session().run(graph.exp(x) * 2.0, {x: [[0.0, 0.0, 0.0]]})
        >>> programs[0].flops
        6
    """
    if what is None:
        return _explaining()
    arrays: Any
    if isinstance(what, Function):
        function, arrays = what.compiled_for(*args, **kwargs)
    elif isinstance(what, ConcreteFunction):
        function, arrays = what.compiled, args
    elif isinstance(what, CompiledCallable):
        function, arrays = what, args[0] if args else ()
    else:
        function, arrays = _compiled(what, args, kwargs, engine)
    return Explanation(function, shapes_of(function.inputs, arrays, sizes))


class Explanations(list[Any]):
    """The programs that have run; shown one after the other."""

    def __str__(self) -> str:
        return "\n\n".join(map(str, self))


@contextlib.contextmanager
def _explaining() -> Iterator[Explanations]:
    found, seen = Explanations(), set()

    def watch(function: CompiledCallable) -> Callable[..., Any]:
        def run(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
            results = function.executable(arrays)
            shapes = tuple([array.shape for array in arrays])
            if (function, shapes) not in seen:
                seen.add((function, shapes))
                found.append(Explanation(function, shapes))
            return results

        return run

    with watching(watch):
        yield found


def _compiled(
    what: Callable[..., Any] | SymbolicTensor | list[SymbolicTensor],
    args: tuple[dict[SymbolicTensor, np.ndarray] | np.ndarray, ...],
    kwargs: Mapping[Any, Any],
    engine: str | None,
) -> tuple[CompiledCallable, list[Any]]:
    """What fetches or a function become, and the arrays they are given."""
    target = target_of("explain", what, args, kwargs)
    program, arrays = target.program, target.arrays
    inputs = program.inputs
    if not inputs:
        nodes = program.nodes()
        inputs = tuple(n.output() for n in nodes if isinstance(n.op, Placeholder))
    function = CompiledCallable(inputs, program.outputs, program.updates, engine)
    return function, arrays


def shapes_of(
    inputs: Sequence[SymbolicTensor],
    arrays: Sequence[np.ndarray],
    sizes: Mapping[str, int] | int | None,
) -> list[tuple[int, ...]]:
    """The shapes of inputs, by what is known of their sizes."""
    fed = [np.shape(array) for array in arrays]
    numbers = dict(bind_symbols(inputs, fed)) if fed else {}
    named = sizes if isinstance(sizes, Mapping) else {}
    symbols = {s for t in inputs for size in t.spec.shape for s in symbols_in(size)}
    names = {name for _, name, _ in symbols}
    if not named.keys() <= names:
        raise _unknown(named, names)
    for symbol in symbols:
        guess = sizes if isinstance(sizes, int) else numbers.get(symbol, GUESSED_SIZE)
        numbers[symbol] = named.get(symbol[1], guess)
    return [tuple(evaluate(size, numbers) for size in t.spec.shape) for t in inputs]


def _unknown(named: Mapping[str, int], names: set[str]) -> ArgumentError:
    return ArgumentError(
        describe(
            "explain: the inputs have no symbolic size of this name",
            {"sizes": ", ".join(sorted(named.keys() - names))},
            f"they have {', '.join(sorted(names))}" if names else "",
            str(here()),
        )
    )

"""The numbers of symbolic sizes in one run, from the shapes of what is fed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.ir.dims import Dim, Size, bare_symbol, evaluate, symbols_in
from graph.ir.errors import FeedError, describe
from graph.ir.tensor import SymbolicTensor


class SymbolNumbers(dict):
    """Numbers by symbol; asking for one that no feed tells is an error."""

    def __missing__(self, symbol):
        raise FeedError(
            describe(
                f"the size {symbol[1]} is needed, and no feed tells it",
                hint="feed a tensor that has this size, too",
            )
        )


def bind_symbols(
    inputs: Sequence[SymbolicTensor],
    shapes: Sequence[tuple[int, ...]],
    outer: Mapping = (),
) -> SymbolNumbers:
    """The number that each symbol stands for.

    Args:
        inputs: the tensors that are fed.
        shapes: those of their arrays.
        outer: numbers that are known already, where the program is a body.

    Raises:
        FeedError: shapes that contradict each other.
    """
    numbers = SymbolNumbers(outer)
    sizes = [
        (size, number, tensor, shape, axis)
        for tensor, shape in zip(inputs, shapes)
        for axis, (size, number) in enumerate(zip(tensor.spec.shape, shape))
        if isinstance(size, Dim)
    ]
    for size, number, *_ in sizes:
        symbol = bare_symbol(size)
        if symbol is not None:
            numbers.setdefault(symbol, number)
    for each in sizes:
        _solve(numbers, *each)
    for size, number, tensor, shape, axis in sizes:
        if symbols_in(size) <= numbers.keys() and evaluate(size, numbers) != number:
            what = f"axis {axis} has size {number}, but {size} is "
            what = f"{what}{evaluate(size, numbers)} in this run"
            raise _contradiction(tensor, shape, what, size)
    return numbers


def _solve(numbers: dict, size: Dim, number: int, tensor, shape, axis) -> None:
    """Finds the one unknown symbol of a size such as 2 * n + 1."""
    unknown = symbols_in(size) - numbers.keys()
    if len(unknown) != 1:
        return
    (symbol,) = unknown
    factors = [c for m, c in size.terms if m == (symbol,)]
    if len(factors) != 1 or symbol in _other_symbols(size, symbol):
        return
    rest = number - evaluate(size, {**numbers, symbol: 0})
    if rest % factors[0] or rest // factors[0] < 0:
        what = f"axis {axis} cannot have size {number}, which is {size}"
        raise _contradiction(tensor, shape, what, size)
    numbers[symbol] = rest // factors[0]


def _other_symbols(size: Dim, symbol) -> set:
    """The symbols of a size without the term that is a multiple of the symbol."""
    rest: Size = size
    for monomial, coefficient in size.terms:
        if monomial == (symbol,):
            rest = size - Dim(((monomial, coefficient),))
    return symbols_in(rest)


def _contradiction(tensor, shape, what: str, size) -> FeedError:
    return FeedError(
        describe(
            f"{tensor.name}: {what}",
            {tensor.name: f"{tensor.dtype}{list(shape)}"},
            f"feed tensors that agree in {size}",
            str(tensor.node.origin),
        )
    )

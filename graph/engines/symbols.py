"""The numbers of symbolic sizes in one run, from the shapes of what is fed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from graph.ir.dims import Atom, Dim, bare_symbol, evaluate, symbols_in
from graph.ir.errors import FeedError, describe
from graph.ir.tensor import SymbolicTensor

if TYPE_CHECKING:
    from graph.ir.dims import Size


class SymbolNumbers(dict[Atom, int]):
    """Numbers by symbol; asking for one that no feed tells is an error."""

    def __missing__(self, symbol: tuple[str, str, int]) -> None:
        raise FeedError(
            describe(
                f"the size {symbol[1]} is needed, and no feed tells it",
                hint="feed a tensor that has this size, too",
            )
        )


def bind_symbols(
    inputs: Sequence[SymbolicTensor],
    shapes: Sequence[tuple[Size, ...]],
    outer: Mapping[Any, Any] | SymbolNumbers | tuple[Any, ...] = (),
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
            numbers.setdefault(symbol, cast(int, number))
    for each in sizes:
        _solve(numbers, *cast("Any", each))
    for size, number, tensor, shape, axis in sizes:
        if symbols_in(size) <= numbers.keys() and evaluate(size, numbers) != number:
            what = f"axis {axis} has size {number}, but {size} is "
            what = f"{what}{evaluate(size, numbers)} in this run"
            raise _contradiction(tensor, shape, what, size)
    return numbers


def _solve(
    numbers: dict[Any, Any],
    size: Dim,
    number: int,
    tensor: SymbolicTensor,
    shape: tuple[int, ...],
    axis: int,
) -> None:
    """Finds the one unknown symbol of a size such as 2 * n + 1."""
    unknown = symbols_in(size) - numbers.keys()
    if len(unknown) != 1:
        return
    (symbol,) = unknown
    if not _is_linear(size, symbol):
        return
    rest, one = (evaluate(size, {**numbers, symbol: n}) for n in (0, 1))
    factor = one - rest
    if not factor:
        return
    if (number - rest) % factor or (number - rest) // factor < 0:
        what = f"axis {axis} cannot have size {number}, which is {size}"
        raise _contradiction(tensor, shape, what, size)
    numbers[symbol] = (number - rest) // factor


def _is_linear(size: Dim, symbol: tuple[str, str, int]) -> bool:
    """Whether a size is a * symbol + b, where a and b do not contain the symbol."""
    return all(
        monomial.count(symbol) <= 1
        and not any(
            symbol in symbols_in(Dim((((atom,), 1),)))
            for atom in monomial
            if atom != symbol
        )
        for monomial, _ in size.terms
    )


def _contradiction(
    tensor: SymbolicTensor, shape: tuple[Size, ...], what: str, size: Size
) -> FeedError:
    return FeedError(
        describe(
            f"{tensor.name}: {what}",
            {tensor.name: f"{tensor.dtype}{list(shape)}"},
            f"feed tensors that agree in {size}",
            str(tensor.node.origin),
        )
    )

"""The numpy engine: the reference, always there.

A program becomes the source of one Python function, a line for each kernel call, that
writes into buffers planned in one arena. The source does not depend on symbolic sizes;
only the buffers and the kernels' attributes are bound for each new set of sizes.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.clock import Clock
from graph.engines.description import Description
from graph.engines.numpy.binding import Instance
from graph.engines.numpy.describing import describe_source
from graph.engines.numpy.source import Source
from graph.engines.symbols import bind_symbols
from graph.ir.dims import bare_symbol
from graph.ir.locks import new_lock
from graph.ir.program import Program
from graph.ir.subgraph import Subgraph

if TYPE_CHECKING:
    from graph.engines.symbols import SymbolNumbers


#: sets of sizes whose buffers are kept
KEPT_SIZES = 8


class NumpyEngine:
    """Compiles programs to Python source over numpy kernels."""

    name = "numpy"

    def compile(self, program: Program, clock: Clock | None = None) -> NumpyExecutable:
        return NumpyExecutable(program, clock=clock)


class NumpyExecutable:
    """A compiled program; safe to call from several threads."""

    def __init__(
        self, program: Program, fills: bool = False, clock: Clock | None = None
    ) -> None:
        self.program = program
        self.source = Source(program, partial(NumpyBody, clock=clock), fills, clock)
        self._instances: OrderedDict[Any, Any] = OrderedDict()
        self._lock = new_lock()

    def __call__(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        run, runners = self._borrow(arrays)
        try:
            with np.errstate(all="ignore"):
                result: list[np.ndarray] = run(*arrays)
                return result
        except Exception as error:
            raise self.source.explain(error, arrays) from error
        finally:
            runners.append(run)

    def at(self, shapes: Sequence[tuple[int, ...]]) -> NumpyExecutable:
        """What runs arrays of these shapes."""
        return self

    def describe(self, shapes: Sequence[tuple[int, ...]]) -> Description:
        """What runs for inputs of these shapes."""
        return describe_source(self._instance(shapes, ()))

    @contextlib.contextmanager
    def running(
        self,
        arrays: Sequence[np.ndarray],
        outer: SymbolNumbers | Mapping[tuple[Any, ...], int],
        free: tuple[Any, ...],
    ) -> Iterator[Callable[..., Any]]:
        """Lends the function of a body, with buffers of its own; see `_borrow`."""
        run, runners = self._borrow(arrays, outer, free)
        try:
            yield run
        except Exception as error:
            raise self.source.explain(error, arrays) from error
        finally:
            runners.append(run)

    def _borrow(
        self,
        arrays: Sequence[np.ndarray],
        outer: Any = (),
        free: tuple[Any, ...] = (),
    ) -> tuple[Callable[..., Any], list[Any]]:
        """A function for arrays of these shapes, and where to put it back.

        Args:
            arrays: the inputs.
            outer: the numbers of symbols, where the program is a body.
            free: the symbols among them that the shapes do not determine.
        """
        key = tuple([a.shape for a in arrays])
        sizes = (*key, *[outer[symbol] for symbol in free]) if free else key
        runners = self._instances.get(sizes)
        if runners is None:
            runners = self._add_instance(sizes, key, outer)
        try:
            return runners.pop(), runners
        except IndexError:  # another thread is using the buffers: make more
            instance = self._instance(key, outer)
            return instance.runner(), runners

    def _instance(self, shapes: Sequence[tuple[int, ...]], outer: Any) -> Instance:
        return Instance(self.source, bind_symbols(self.program.inputs, shapes, outer))

    def _add_instance(
        self,
        sizes: tuple[Any, ...],
        key: tuple[tuple[int, ...], ...],
        outer: Any,
    ) -> list[Callable[..., Any]]:
        instance = self._instance(key, outer)
        with self._lock:
            runners = self._instances.setdefault(sizes, [instance.runner()])
            while len(self._instances) > KEPT_SIZES:
                self._instances.popitem(last=False)
        result: list[Callable[..., Any]] = runners
        return result


class NumpyBody:
    """A compiled control-flow body; compiled anew where a loop wants outputs filled."""

    def __init__(self, body: Subgraph, clock: Clock | None = None) -> None:
        self.program = Program(body.params, body.outputs)
        self.clock = clock
        if clock is not None:
            clock.bodies[self.program] = body
        shapes = [size for t in body.params for size in t.spec.shape]
        bound = {bare_symbol(size) for size in shapes}
        self.free = tuple(sorted(body.symbols() - bound))
        self._executables: dict[bool, NumpyExecutable] = {}

    def _executable(self, fills: bool) -> NumpyExecutable:
        found = self._executables.get(fills)
        if found is None:
            found = NumpyExecutable(self.program, fills, self.clock)
            self._executables[fills] = found
        return found

    def __call__(
        self,
        arrays: Sequence[np.ndarray],
        outer: SymbolNumbers | Mapping[tuple[Any, ...], int],
    ) -> list[np.ndarray]:
        with self._executable(False).running(arrays, outer, self.free) as run:
            result: list[np.ndarray] = run(*arrays)
            return result

    def stepping(
        self,
        arrays: Sequence[np.ndarray],
        outer: SymbolNumbers | Mapping[tuple[Any, ...], int],
    ) -> Any:
        """Lends a function that fills given arrays with its outputs."""
        return self._executable(True).running(arrays, outer, self.free)

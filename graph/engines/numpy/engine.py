"""The numpy engine: the reference, always there.

A program becomes the source of one Python function, a line for each kernel call, that
writes into buffers planned in one arena. The source does not depend on symbolic sizes;
only the buffers and the kernels' attributes are bound for each new set of sizes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from graph.engines.numpy.binding import Instance
from graph.engines.numpy.source import Source
from graph.ir.dims import Dim, bare_symbol, evaluate
from graph.ir.errors import FeedError, describe
from graph.ir.program import Program

#: sets of sizes whose buffers are kept
KEPT_SIZES = 8


class NumpyEngine:
    """Compiles programs to Python source over numpy kernels."""

    name = "numpy"

    def compile(self, program: Program) -> NumpyExecutable:
        return NumpyExecutable(program)


class NumpyExecutable:
    """A compiled program; safe to call from several threads."""

    def __init__(self, program: Program):
        self.program = program
        self.source = Source(program, self._compile_body)
        self._instances: OrderedDict = OrderedDict()
        self._lock = threading.Lock()

    def _compile_body(self, body) -> NumpyExecutable:
        return NumpyExecutable(Program(body.params, body.outputs))

    def __call__(self, arrays: Sequence[np.ndarray], outer=()) -> list[np.ndarray]:
        key = tuple([a.shape for a in arrays])
        runners = self._instances.get(key)
        if runners is None:
            runners = self._add_instance(key, outer)
        try:
            run = runners.pop()
        except IndexError:  # another thread is using the buffers: make more
            run = Instance(self.source, self._bind_symbols(key, outer)).runner()
        try:
            with np.errstate(all="ignore"):
                return run(*arrays)
        except Exception as error:
            raise self.source.explain(error, arrays) from error
        finally:
            runners.append(run)

    def _add_instance(self, key, outer):
        instance = Instance(self.source, self._bind_symbols(key, outer))
        with self._lock:
            runners = self._instances.setdefault(key, [instance.runner()])
            while len(self._instances) > KEPT_SIZES:
                self._instances.popitem(last=False)
        return runners

    def _bind_symbols(self, shapes, outer) -> dict:
        """The number that each symbol stands for in this run."""
        env = dict(outer)
        for tensor, shape in zip(self.program.inputs, shapes):
            for size, number in zip(tensor.spec.shape, shape):
                symbol = bare_symbol(size)
                if symbol is not None:
                    env.setdefault(symbol, number)
        for tensor, shape in zip(self.program.inputs, shapes):
            self._check(tensor, shape, env)
        return env

    def _check(self, tensor, shape, env) -> None:
        for axis, (size, number) in enumerate(zip(tensor.spec.shape, shape)):
            if isinstance(size, Dim) and evaluate(size, env) != number:
                raise FeedError(
                    describe(
                        f"{tensor.name}: axis {axis} has size {number}, but {size} is "
                        f"{evaluate(size, env)} in this run",
                        {tensor.name: f"{tensor.dtype}{list(shape)}"},
                        f"feed tensors that agree in {size}",
                        str(tensor.node.origin),
                    )
                )

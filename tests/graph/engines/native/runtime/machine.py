"""Small kernels for schedules, and their tables."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from graph.engines.native.codegen import (
    KERNEL,
    Code,
    compile_object,
    new_function,
    new_module,
)
from graph.engines.native.target import current_target

ROOT = Path(__file__).resolve().parents[5]


def _log(b, args, index, count):
    """log[cursor] = value; cursor += 1. Slots: log, cursor, value."""
    cursor = b.slot_pointer(args, 1)
    place = b.slot(cursor, 0)
    b.write(b.slot(args, 2), b.slot_pointer(args, 0), place, "int64")
    b.write(b.add(place, b.int(1)), cursor, 0, "int64")


def _join(b, args, index, count):
    """out = 10 * a + x. Slots: addresses of out, a, x."""
    a, x = (b.slot(b.slot_pointer(args, i), 0) for i in (1, 2))
    b.write(b.add(b.mul(a, b.int(10)), x), b.slot_pointer(args, 0), 0, "int64")


def _less(b, args, index, count):
    """out = a < limit. Slots: addresses of the byte out and of a, the limit."""
    bit = b.icmp_signed("<", b.slot(b.slot_pointer(args, 1), 0), b.slot(args, 2))
    b.write(bit, b.slot_pointer(args, 0), 0, "bool")


def _fail(b, args, index, count):
    """failure = code if a == value. Slots: addresses of failure, a; value, code."""
    bad = b.icmp_signed("==", b.slot(b.slot_pointer(args, 1), 0), b.slot(args, 2))
    with b.if_then(bad):
        b.write(b.slot(args, 3), b.slot_pointer(args, 0), 0, "int64")


def _tally(b, args, index, count):
    """counts[index] += step, after some turns. Slots: counts, step, turns."""
    (nothing,) = b.loop(
        0, b.slot(args, 2), 1, lambda i, x: [b.xor(b.mul(x, i), x)], [b.int(0)]
    )
    counts = b.slot_pointer(args, 0)
    step = b.add(b.slot(args, 1), nothing)
    b.write(b.add(b.read(counts, index, "int64"), step), counts, index, "int64")


_KERNELS = {"log": _log, "join": _join, "less": _less, "fail": _fail, "tally": _tally}


@functools.cache
def _code() -> Code:
    target = current_target()
    module = new_module("small", target)
    for name, emit in _KERNELS.items():
        function, b = new_function(module, name, KERNEL, target)
        emit(b, *function.args)
        b.ret_void()
    return Code(compile_object(module, target), target)


def kernel(name: str) -> int:
    """The address of one of the kernels above."""
    return _code().address(name)


def slots(*values) -> np.ndarray:
    """A table of addresses of arrays, and of numbers."""
    return np.array(
        [v.ctypes.data if isinstance(v, np.ndarray) else v for v in values], np.int64
    )


def slot(table: np.ndarray, index: int = 0) -> int:
    """The address of an element of an int64 array."""
    return table.ctypes.data + 8 * index


class Log:
    """What ran, in its order."""

    def __init__(self, most: int = 10_000):
        self.values, self.cursor = np.zeros(most, np.int64), np.zeros(1, np.int64)
        self.tables: list[np.ndarray] = []

    def table(self, value) -> np.ndarray:
        self.tables.append(slots(self.values, self.cursor, value))
        return self.tables[-1]

    def call(self, schedule, value) -> int:
        """Appends a call that logs a value."""
        return schedule.call(kernel("log"), self.table(value).ctypes.data)

    def take(self) -> list[int]:
        """What was logged since the last time."""
        found = self.values[: self.cursor[0]].tolist()
        self.cursor[0] = 0
        return found


def python(script: str, timeout: float = 60, prefix=(), **environment) -> str:
    """What a script prints in a process of its own, which must end well and in time."""
    done = subprocess.run(
        [*prefix, sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    return done.stdout

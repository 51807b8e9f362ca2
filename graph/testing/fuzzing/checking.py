"""Runs a random program on the engines, and compares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.engines.native.engine import NativeEngine
from graph.engines.native.runtime import use_threads
from graph.engines.numpy.engine import NumpyEngine
from graph.ir.cached_property import cached_property
from graph.ir.leaves import LEAVES, Assign
from graph.ir.program import Program
from graph.passes.pipeline import run_passes
from graph.testing.comparing import typical_size
from graph.testing.fuzzing.arrays import spread_out
from graph.testing.fuzzing.building import Built
from graph.testing.fuzzing.programs import RandomProgram
from graph.testing.guarded_memory import (
    GuardedInstance,
    UnwrittenInstance,
    guarded_copy,
    instances,
)

if TYPE_CHECKING:
    from graph.engines.native.engine import NativeExecutable
    from graph.engines.numpy.engine import NumpyExecutable
    from graph.ir.tensor import SymbolicTensor
    from graph.ir.variable import Variable


#: how far engines may differ, relative to the size of typical elements
TOLERANCES = {"float16": 2e-2, "float32": 1e-4, "complex64": 1e-4}
OTHERWISE = 1e-9
#: how much further they may differ than a few errors of rounding in each step lead
ALLOWANCE = 30.0
#: units in the last place of typical values that are no difference
FEW = 32
RUNS = 2
#: of the disturbances; a pair that only rounding orders keeps its order in half of the
#: draws, and a sorted result has hundreds of pairs
ROUNDINGS, DRAWS = 8, 32


class Difference(AssertionError):
    """Two runs of a program give different values."""


class Checked:
    """One random program, compared in all ways; says what it was made of.

    Raises:
        Difference: names the way and the value.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.made = RandomProgram(seed)
        self.built = Built(self.made)
        self.program = run_passes(self.built.program, check=True)
        self._spreads: list[Any] | None = None
        self.compare()

    def compare(self) -> None:
        with instances(UnwrittenInstance):
            executable = NativeEngine().compile(self.program)
        self.native_nodes = executable.plan.steps
        want = self.results(NumpyEngine().compile(self.program))
        before = self.results(NumpyEngine().compile(self.built.program))
        self.check(before, want, "passes")
        with instances(UnwrittenInstance):
            with use_threads(1):
                got = self.results(executable)
            self.check(got, want, "native")
            if self.is_parallel(executable):
                with use_threads(4):
                    self.check_equal(self.results(executable), got, "4 threads")
        for at_end in (True, False):
            GuardedInstance.at_end = at_end
            with instances(GuardedInstance), use_threads(1):
                executable = NativeEngine().compile(self.program)
                arrays = [guarded_copy(a, at_end) for a in self.built.arrays]
                guarded = self.results(executable, arrays)
                self.check_equal(guarded, got, f"guarded, at_end={at_end}")
        rng = np.random.default_rng(self.seed)
        arrays = [spread_out(rng, a) for a in self.built.arrays]
        executable = NativeEngine().compile(self.program)
        self.check_equal(self.results(executable, arrays), got, "strided inputs")

    def is_parallel(self, executable: NativeExecutable) -> bool:
        return any(
            count > 1
            for at_sizes in executable.sizes.values()
            for calls in at_sizes.binding.calls.values()
            for _, _, count in calls
        )

    def results(
        self,
        run: NativeExecutable | NumpyExecutable,
        arrays: Sequence[np.ndarray] | None = None,
    ) -> list[np.ndarray]:
        """Outputs of some runs and the variables at the end."""
        arrays = self.built.arrays if arrays is None else arrays
        return run_some_times(run, arrays, self.built.variables)

    # ---- comparing

    def check_equal(
        self, got: Sequence[np.ndarray], want: Sequence[np.ndarray], way: str
    ) -> None:
        """Every bit is the same."""
        for number, (a, b) in enumerate(zip(got, want, strict=True)):
            if a.dtype != b.dtype or a.shape != b.shape or a.tobytes() != b.tobytes():
                raise Difference(f"{way}: result {number}: {_where(a, b)}")

    def check(
        self, got: Sequence[np.ndarray], want: Sequence[np.ndarray], way: str
    ) -> None:
        """Values are as close as their dtype allows and errors of rounding explain."""
        for number, (a, b) in enumerate(zip(got, want, strict=True)):
            if a.dtype != b.dtype or a.shape != b.shape:
                raise Difference(f"{way}: result {number}: {_spec(a)}, not {_spec(b)}")
            if not _are_close(a, b, self._rounding(b.dtype)) and not self._is_explained(
                a, b, number
            ):
                raise Difference(f"{way}: result {number}: {_where(a, b)}")

    def _rounding(self, dtype: np.dtype) -> float:
        """Errors that are nothing beside the values that results come from: what
        cancels is not closer."""
        if dtype.kind not in "fc":
            return 0.0
        sizes = [typical_size(v) for v in self.made.draft.values]
        return float(np.finfo(dtype).eps) * FEW * max(sizes, default=0.0)

    def _is_explained(self, a: np.ndarray, b: np.ndarray, number: int) -> bool:
        if self._spreads is None:
            self._spreads = spreads(self.made)
        allowed = ALLOWANCE * self._spreads[number]
        if b.dtype.kind in "fc":  # gradients, too, sum what cancels
            allowed = allowed + 4 * self._rounding_inside
        return _are_close(a, b, allowed)

    @cached_property
    def _rounding_inside(self) -> float:
        """A typical rounding of what is computed on the way, in the dtype that it has
        there, times the square root of how many are summed: so errors go at random."""
        program, kinds = self.program, (LEAVES, Assign)
        tensors = [
            tensor
            for node in program.nodes()
            if not isinstance(node.op, kinds)
            for tensor in node.outputs()
            if tensor.dtype.kind in "fc"
        ]
        run = NumpyEngine().compile(Program(program.inputs, tensors))
        for variable, array in self.built.variables:
            variable.assign(array)
        values = run(self.built.arrays)
        count = max((v.size for v in values), default=0)
        sizes = [float(np.finfo(v.dtype).eps) * typical_size(v) for v in values]
        return count**0.5 * max(sizes, default=0.0)


def run_some_times(
    run: NativeExecutable | NumpyExecutable,
    arrays: Sequence[np.ndarray],
    variables: Sequence[tuple[Variable, np.ndarray]],
) -> list[np.ndarray]:
    for variable, array in variables:
        variable.assign(array)
    outputs: list[np.ndarray] = []
    for _ in range(RUNS):
        outputs += run(arrays)
    return [*outputs, *(variable.numpy() for variable, _ in variables)]


def spreads(made: RandomProgram) -> list[np.ndarray]:
    """How far results move when every number is disturbed by some roundings."""
    built = Built(made, disturbed=True)
    run = NumpyEngine().compile(Program(*_parts(built.program)))
    rng = np.random.default_rng(made.rng.randrange(2**32))
    plain = run_some_times(run, built.arrays, built.variables)
    found = [np.zeros(p.shape) for p in plain]
    for _ in range(DRAWS):
        arrays = list(built.arrays)
        for i in built.factors:
            epsilon = ROUNDINGS * np.finfo(arrays[i].dtype).eps
            noise = 1 + epsilon * rng.uniform(-1, 1, arrays[i].shape)
            arrays[i] = np.asarray(noise.astype(arrays[i].dtype))
        moved = run_some_times(run, arrays, built.variables)
        found = [np.maximum(f, _distance(m, p)) for f, m, p in zip(found, moved, plain)]
    return found


def _parts(
    program: Program,
) -> tuple[
    tuple[SymbolicTensor, ...],
    tuple[SymbolicTensor, ...],
    tuple[tuple[Variable, SymbolicTensor], ...],
]:
    return program.inputs, program.outputs, program.updates


def _distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        wide = np.complex128 if a.dtype.kind == "c" else np.float64
        distance = np.abs(a.astype(wide) - b.astype(wide))
    return np.where(np.isnan(distance), np.inf, distance)


def _are_close(a: np.ndarray, b: np.ndarray, allowed: Any) -> bool:
    if a.tobytes() == b.tobytes():
        return True
    if a.dtype.kind in "biu":
        return bool((_distance(a, b) <= allowed).all())
    tolerance = TOLERANCES.get(str(a.dtype), OTHERWISE)
    with np.errstate(all="ignore"):
        same = (a == b) | (np.isnan(a) & np.isnan(b))
        limit = tolerance * (typical_size(b) + np.abs(b)) + allowed
        return bool((same | (_distance(a, b) <= limit)).all())


def _spec(array: np.ndarray) -> str:
    return f"{array.dtype}{list(array.shape)}"


def _where(a: np.ndarray, b: np.ndarray) -> str:
    if a.dtype != b.dtype or a.shape != b.shape:
        return f"{_spec(a)}, not {_spec(b)}"
    distance = _distance(a, b)
    bad = ~(distance == 0) & ~((a != a) & (b != b))
    if not bad.any():
        return "the bits of zeros or NaN differ"
    worst = np.unravel_index(np.argmax(np.where(bad, distance, -1)), a.shape)
    return (
        f"{_spec(a)} at {list(map(int, worst))}: {a[worst]!r}, not {b[worst]!r}; "
        f"{int(bad.sum())} of {a.size} differ"
    )

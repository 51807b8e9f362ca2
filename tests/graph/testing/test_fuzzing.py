"""Random programs agree on all engines, and their checks can fail."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("llvmlite")

import graph
from graph.executor.callable import CompiledCallable
from graph.testing.fuzzing.__main__ import main, run_all
from graph.testing.fuzzing.checking import Checked, Difference
from graph.testing.fuzzing.programs import RandomProgram


@pytest.mark.parametrize("seed", range(24))
def test_random_program(seed):
    Checked(seed)


def test_a_seed_decides_everything():
    one, other = RandomProgram(5), RandomProgram(5)
    assert [s.name for s in one.steps.values()] == [
        s.name for s in other.steps.values()
    ]
    for a, b in zip(one.draft.values, other.draft.values, strict=True):
        np.testing.assert_array_equal(a, b)


def test_all_kinds_of_programs_come_up():
    made = [RandomProgram(seed) for seed in range(60)]
    values = [value for program in made for value in program.draft.values]
    assert {np.dtype(t) for t in ("bool", "int32", "float32", "float64")} <= {
        value.dtype for value in values
    }
    assert min(value.size for value in values) == 0
    assert max(value.size for value in values) > 65536
    assert any(program.updates for program in made)
    assert any(program.is_symbolic for program in made)


@pytest.mark.parametrize(
    ("engine", "message"), [("native", "native"), ("numpy", "passes")]
)
def test_a_wrong_value_is_found(engine, message, monkeypatch):
    from graph.testing.fuzzing import checking

    kind = {"native": checking.NativeEngine, "numpy": checking.NumpyEngine}[engine]
    compile_right, calls = kind.compile, []

    def compile_wrong(self, program):
        run = compile_right(self, program)
        calls.append(run)
        if engine == "numpy" and len(calls) != 2:
            return run

        class Wrong:
            plan, sizes = getattr(run, "plan", None), getattr(run, "sizes", None)

            def __call__(self, arrays):
                return [_changed(a) for a in run(arrays)]

        return Wrong()

    monkeypatch.setattr(kind, "compile", compile_wrong)
    with pytest.raises(Difference, match=f"{message}: result"):
        Checked(_seed_with_a_large_float())


def _changed(array):
    array = array.copy()
    if array.dtype.kind == "f" and array.size:
        array.flat[-1] += np.asarray(1).astype(array.dtype)
    return array


def _seed_with_a_large_float() -> int:
    for seed in range(100):
        program = RandomProgram(seed)
        values = [program.draft.values[i] for i in program.outputs]
        if all(v.dtype == "float64" and v.size > 3 for v in values):
            return seed
    raise AssertionError("no such program")


OUTSIDE = """
import numpy as np, graph
from graph.executor.callable import CompiledCallable
from graph.testing.guarded_memory import GuardedInstance, guarded_copy, instances
GuardedInstance.at_end = {at_end}
x = graph.placeholder("float32", (None,), "x")
with instances(GuardedInstance):
    run = CompiledCallable([x], [graph.exp(x) + 1], engine="native")
    array = guarded_copy(np.ones(5000, np.float32))
    run([array])
    (at_sizes,) = run.executable.sizes.values()
    (instance,) = at_sizes.idle
    source = (run.program.{which}[0].node, 0)
    (slot, offset), = instance.waiting[source]
    instance.waiting[source] = [(slot, offset + {bytes})]
    print("so far", flush=True)
    run([array])
print("further")
"""


@pytest.mark.parametrize(
    ("which", "at_end", "nbytes"),
    [("inputs", True, 4), ("outputs", False, -4), ("outputs", True, 0)],
)
def test_a_step_outside_a_buffer_is_a_fault(which, at_end, nbytes):
    program = OUTSIDE.format(at_end=at_end, bytes=nbytes, which=which)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split("\n")[0] == "so far", done.stderr
    assert ("further" in done.stdout) == (nbytes == 0)


def test_the_command_tells_which_seeds_fail(capfd, monkeypatch):
    assert main(["--seeds", "0:2", "--here"]) == 0
    told = capfd.readouterr().out.split("\n")
    assert [line.split()[:2] for line in told if line] == [
        ["begin", "0"],
        ["fine", "0"],
        ["begin", "1"],
        ["fine", "1"],
    ]
    monkeypatch.setenv("KERASISH_CPU", "none such")
    assert run_all(range(2)) == 2
    assert "crashes 1" in capfd.readouterr().out


def test_all_numbers_of_threads_give_the_same_bits():
    from graph.engines.native.runtime import use_threads

    rng = np.random.default_rng(0)
    x = graph.placeholder("float32", (None, 40, 40, 3), "x")
    kernel = graph.Variable(rng.normal(size=(3, 3, 3, 16)).astype("float32") * 0.2)
    dense = graph.Variable(rng.normal(size=(6400, 10)).astype("float32") * 0.02)
    y = graph.relu(graph.conv(x, kernel.symbolic(), padding="same"))
    y = graph.max_pool(graph.layer_normalization(y), 2)
    y = graph.log_softmax(graph.matmul(graph.reshape(y, (-1, 6400)), dense.symbolic()))
    loss = graph.mean(graph.square(y))
    sources = [kernel.symbolic(), dense.symbolic(), x]
    gradients = graph.gradients(loss, sources)
    run = CompiledCallable([x], [loss, y, *gradients], engine="native")
    array = rng.normal(size=(9, 40, 40, 3)).astype("float32")
    seen = set()
    for threads in (1, 2, 3, 4):
        with use_threads(threads):
            seen.add(b"".join(a.tobytes() for a in run([array])))
    assert len(seen) == 1

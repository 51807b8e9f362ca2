"""What leaves as C computes what it computes here: an example of every layer."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

import graph
from graph.ir.dispatch import as_symbolic
from tests.contracts import test_layer_contract as contract

COMPILER = shutil.which("cc")
pytestmark = pytest.mark.skipif(COMPILER is None, reason="there is no compiler of C")
#: what layers compute with that is not written in C
REFUSED = (
    *("find_numbers", "find_tokens", "hash_bins", "cross_bins", "equals_text"),
    *("py_function", "random_bits", "drawn_beta", "rfft", "add_at", "scatter_nd"),
    *("right_shift", "nextafter"),
)
#: how many files one test compiles at a time
GROUP = 8


def examples():
    """The first example of each layer."""
    first: dict = {}
    for param in contract.PAIRS:
        name, case = param.values
        if not name.startswith("Random"):
            first.setdefault(name, case)
    items = sorted(first.items())
    return [items[i : i + GROUP] for i in range(0, len(items), GROUP)]


def source_of(name, case) -> str | None:
    """A file for a layer; None where it needs what is not written."""
    inputs, layer = contract.arrays_for(case), contract.make(name, case)
    if "training" in case.get("call", {}):
        case = case | {"call": case["call"] | {"training": False}}
    arrays = list(map(np.asarray, inputs if isinstance(inputs, list) else [inputs]))
    xs = [graph.placeholder(a.dtype, a.shape, f"x{i}") for i, a in enumerate(arrays)]
    with graph.tracing():
        results = contract.call(layer, xs if isinstance(inputs, list) else xs[0], case)
        ys = [as_symbolic(t) for t in graph.flatten(results) if t is not None]
    names = [
        [f"{kind}_{i}" for i in range(len(ts))] for kind, ts in (("x", xs), ("y", ys))
    ]
    try:
        return graph.to_c(xs, ys, *names, "run", arrays)
    except NotImplementedError as error:
        assert any(f"{op} is not written in C" in str(error) for op in REFUSED), name
        return None


@pytest.mark.parametrize("group", examples(), ids=lambda g: f"{g[0][0]}-{g[-1][0]}")
def test_layers_test_themselves(group, tmp_path):
    running = []
    for name, case in group:
        text = source_of(name, case)
        if text is None:
            continue
        file, program = tmp_path / f"{name}.c", tmp_path / name
        file.write_text(text)
        flags = ["-std=c99", "-Wall", "-Werror", "-Wno-unused", "-DSELF_TEST"]
        compile_it = [COMPILER, *flags, str(file), "-lm", "-o", str(program)]
        running.append((name, program, subprocess.Popen(compile_it)))
    for name, program, process in running:
        assert process.wait(120) == 0, name
        done = subprocess.run([program], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{name}: {done.stdout}"

"""The native engine among threads, forks, killed processes and other processors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import graph
from graph.executor.callable import CompiledCallable

#: a train step of an MLP; ``make(seed, width)`` gives (step, variables)
STEP = """
import os, signal, sys, threading, time
import numpy as np
import graph
from graph.executor.callable import CompiledCallable

DATA = np.random.default_rng(1).normal(size=(500, 40)).astype("float32")

def make(seed=0, width=70):
    rng = np.random.default_rng(seed)
    shapes = (40, width), (width,), (width, 10)
    values = [rng.normal(size=s).astype("float32") * 0.1 for s in shapes]
    variables = [graph.Variable(value) for value in values]
    w, b, v = [variable.symbolic() for variable in variables]
    x = graph.placeholder("float32", (None, 40), "x")
    y = graph.log_softmax(graph.matmul(graph.gelu(graph.matmul(x, w) + b), v))
    loss = -graph.mean(y[:, 0])
    gradients = graph.gradients(loss, [w, b, v])
    updates = [(p, p.symbolic() - 0.1 * g) for p, g in zip(variables, gradients)]
    return CompiledCallable([x], [loss], updates, engine="native"), variables
"""


def run(program: str, timeout: float = 120, before=(), **variables):
    """What a program prints; it begins with `STEP`."""
    done = subprocess.run(
        [*before, sys.executable, "-W", "ignore", "-c", STEP + program],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


TRAIN = """
step, variables = make()
losses = [float(step([DATA])[0]) for _ in range(20)]
print(*losses[::5], *[float(np.abs(v.numpy()).sum()) for v in variables])
"""


def test_a_train_step_is_the_same_on_all_levels_of_a_processor():
    levels = [run(TRAIN, KERASISH_CPU=cpu) for cpu in ("x86-64", "x86-64-v3", "")]
    base, *others = np.array(levels, float)
    for other in others:
        np.testing.assert_allclose(other, base, 1e-4)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux only")
def test_one_processor_for_four_threads():
    program = "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n" + TRAIN
    one = run(program, KERASISH_NUM_THREADS="4")
    assert one == run(TRAIN, KERASISH_NUM_THREADS="1")


FORKS = """
step, _ = make()
step([DATA])
stop = threading.Event()

def train():
    step, _ = make(1)
    while not stop.is_set():
        step([DATA])

def compile_always():
    width = 100
    while not stop.is_set():
        width += 1
        make(2, width)[0]([DATA[:50]])

threads = [threading.Thread(target=f) for f in (train, compile_always)]
for thread in threads:
    thread.start()
for number in range(4):
    child = os.fork()
    if not child:
        signal.alarm(100)
        step([DATA])
        make(3, 60 + number)[0]([DATA])
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
stop.set()
for thread in threads:
    thread.join()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_children_of_a_process_that_runs_and_compiles_can_do_both():
    assert run(FORKS) == ["0"] * 4


def double(rows: int) -> float:
    """What a worker process computes."""
    x = graph.placeholder("float32", (None,), "x")
    function = CompiledCallable([x], [graph.sum(x * 2)], engine="native")
    return float(function([np.ones(rows, np.float32)])[0])


def test_spawned_processes():
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(double, [3, 4]) == [6.0, 8.0]


def test_a_process_that_is_killed_while_it_writes_the_cache(tmp_path):
    program = "print(1, flush=True)\nfor n in range(30): make(0, 20 + n)[0]([DATA])"
    environment = {**os.environ, "KERASISH_CACHE": str(tmp_path / "cache")}
    for delay in (0.1, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", STEP + program],
            env=environment,
            stdout=subprocess.PIPE,
        )
        with process:
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
    cached = run(TRAIN, KERASISH_CACHE=str(tmp_path / "cache"))
    assert cached == run(TRAIN, KERASISH_CACHE="off")


WITHOUT_LLVMLITE = """
import importlib.machinery as machinery, sys

class Without(machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.split(".")[0] == "llvmlite":
            return None
        return super().find_spec(name, path, target)

sys.meta_path[:] = [Without if f is machinery.PathFinder else f for f in sys.meta_path]
import numpy as np
import graph, kerasish

model = kerasish.Sequential([kerasish.layers.Input((4,)), kerasish.layers.Dense(3)])
model.compile("sgd", "mse")
model.fit(np.ones((8, 4)), np.ones((8, 3)), verbose=0)
try:
    graph.Session(engine="native").run(graph.constant(1.0) + 1)
except graph.ArgumentError as error:
    print(str(error).split(chr(10))[0])
"""


def test_without_llvmlite_numpy_does_everything():
    environment = {**os.environ, "KERASISH_ENGINE": "auto"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LLVMLITE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "the engine native needs llvmlite\n", done.stderr


def in_threads(function, count: int) -> None:
    """Runs function(number) in threads; raises the first error of any."""
    errors: list[BaseException] = []

    def run_one(number):
        try:
            function(number)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)

    threads = [threading.Thread(target=run_one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_sessions_and_functions_in_many_threads():
    """Equal programs are compiled at once, other sizes come in between."""
    scale = graph.Variable(np.float32(3.0))

    @graph.function(engine="native")
    def shared(x):
        return graph.softmax(x * scale)

    def work(number):
        rng = np.random.default_rng(number)
        x = graph.placeholder("float32", (None, None), "x")
        y = graph.sum(graph.tanh(x) * 0.37, 0) + graph.max(x, 0)
        session = graph.Session(engine="native")
        for step in range(15):
            array = rng.normal(size=(1 + (step * 7 + number) % 40, 5 + step % 3))
            array = array.astype(np.float32)
            wanted = np.sum(np.tanh(array) * 0.37, 0) + array.max(0)
            np.testing.assert_allclose(session.run(y, {x: array}), wanted, 1e-4, 1e-5)
            total = np.asarray(shared(array)).sum(1)
            np.testing.assert_allclose(total, np.ones(len(array)), 1e-5)

    in_threads(work, 8)


def test_a_reader_is_not_kept_waiting_by_steps_that_follow_each_other():
    variable = graph.Variable(np.zeros(400_000, np.float32))
    step = CompiledCallable(
        [], [], [(variable, graph.tanh(variable.symbolic()) + 1)], engine="native"
    )
    stop = threading.Event()

    def train():
        while not stop.is_set():
            step([])

    thread = threading.Thread(target=train)
    thread.start()
    for _ in range(20):
        assert len(np.unique(variable.numpy())) == 1
    stop.set()
    thread.join()

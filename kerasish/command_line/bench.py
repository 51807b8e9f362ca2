"""Times a model: first call, one row, rows a second by batch size."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time

import graph
from kerasish.base.errors import UnsupportedError, fail
from kerasish.command_line.running.errors_told import run_telling_errors
from kerasish.command_line.running.numbers import at_least_one, positive
from kerasish.saving.loading import load_model
from kerasish.saving.probe_inputs import Unknown, fitting_inputs

_EPILOG = """Inputs are random. us is the median microseconds of a call of predict,
rows/s follow from it. exit codes: 0 timed; 1 not; 2 wrong arguments"""


def main(arguments: list[str] | None = None) -> int:
    """Prints how long a model takes to predict; returns the exit code.

    Args:
        arguments: of the command line, without the names of program and command.

    Example:
        >>> from kerasish.command_line.bench import main
        >>> main(["no such file.h5"])
        1
    """
    parser = argparse.ArgumentParser(
        "python -m kerasish bench", description=__doc__, epilog=_EPILOG
    )
    add = parser.add_argument
    add("model", help=".h5 or .keras")
    add("--engine", choices=("auto", "native", "numpy"), help="KERASISH_ENGINE")
    add("--threads", type=at_least_one, help="KERASISH_NUM_THREADS")
    add("--batch-size", type=at_least_one, nargs="+", default=[1, 8, 32, 128])
    add("--seconds", type=positive, default=0.5, help="for each batch size (0.5)")
    add("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args(arguments)
    return run_telling_errors(lambda: _bench(options))


def _bench(options) -> int:
    if options.engine is not None:
        os.environ["KERASISH_ENGINE"] = options.engine
    if options.threads is not None:
        os.environ["KERASISH_NUM_THREADS"] = str(options.threads)
    start = time.perf_counter()
    model = load_model(options.model, compile=False)
    opened = time.perf_counter() - start
    first_call = _first_call_seconds(model, options.batch_size[0])
    found = {
        "model": options.model,
        "engine": _engine_name(),
        "parameters": model.count_params(),
        "open_seconds": opened,
        "first_call_seconds": first_call,
        "predict_us": {
            size: 1e6 * _median_seconds(model, size, options.seconds)
            for size in options.batch_size
        },
    }
    print(json.dumps(found) if options.json else _shown(found))
    return 0


def _engine_name() -> str:
    """Of the engine that everything here runs on."""
    return graph.explain(graph.placeholder("float32", (), "x") + 1.0).engine


def _first_call_seconds(model, rows: int) -> float:
    """Tracing, planning and compiling, beside the arithmetic."""
    start = time.perf_counter()
    _inputs(model, rows)
    return time.perf_counter() - start


def _median_seconds(model, rows: int, seconds: float) -> float:
    """Of calls until the time is over, after two that do not count."""
    inputs = _inputs(model, rows)
    model.predict(inputs, batch_size=rows, verbose=0)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        model.predict(inputs, batch_size=rows, verbose=0)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _inputs(model, rows: int):
    """Random ones, on which the model has been called once."""
    try:
        return fitting_inputs(model, rows)
    except Unknown as error:
        fail(f"model {model.name!r} cannot be timed: {error}", error=UnsupportedError)


def _shown(found: dict) -> str:
    lines = [
        f"{found['model']}: {found['parameters']:,} parameters, "
        f"engine {found['engine']}",
        f"opened in {found['open_seconds']:.2f} s, first call "
        f"{found['first_call_seconds']:.2f} s",
        f"{'rows':>6} {'us':>10} {'rows/s':>10}",
    ]
    for rows, us in found["predict_us"].items():
        lines.append(f"{rows:>6} {us:>10,.0f} {1e6 * rows / us:>10,.0f}")
    return "\n".join(lines)

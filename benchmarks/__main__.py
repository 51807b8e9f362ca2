"""The benchmarks: python -m benchmarks [sub-command] --help tells more."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence

from benchmarks.commands import run_scaling, run_workloads
from benchmarks.quantization.page import write_page
from benchmarks.scaling import SERIES
from benchmarks.small_models import run_small_models
from benchmarks.systems import PEERS, UNWANTED_VARIABLES
from benchmarks.workloads.catalogue import SMALL_WORKLOADS, WORKLOADS

#: sub-commands that take no arguments, and what they time
SMALL = {
    "machine": "peaks of arithmetic and memory",
    "overhead": "sessions, single predictions, imports",
    "eager": "small ops: eager, under a tape, in a function",
    "mlp_step": "a step of an MLP against numpy by hand",
    "vector_math": "errors and speed of the functions of compiled code",
    "load_time": "opening whole models, beside h5py alone",
    "serving": "requests a second to a served MLP, and waiting times",
    "memory": "whether memory grows over many predictions and models",
}


def main(arguments: Sequence[str] | None = None) -> None:
    # an exception on the way out wakes and ends the workers
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    for name in UNWANTED_VARIABLES:
        if name in os.environ:
            print(f"note: {name} is set for this process, not for the workers")
    chosen = parser().parse_args(arguments)
    if chosen.command in (None, "workloads"):
        run_workloads(chosen)
    elif chosen.command == "scaling":
        run_scaling(chosen)
    elif chosen.command == "quantization":
        write_page(chosen.to, chosen.file)
    elif chosen.command == "small_models":
        run_small_models(chosen)
    else:
        importlib.import_module(f"benchmarks.{chosen.command}").main()


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    commands = found.add_subparsers(dest="command")
    workloads = commands.add_parser(
        "workloads", help="whole models, beside peers (the default)"
    )
    for target in (found, workloads):
        _add_choices(target, "workload", WORKLOADS, repeats=7)
        target.add_argument("--plot", metavar="FILE", help="draw ratios (matplotlib)")
    scaling = commands.add_parser("scaling", help="cost by batch and by length")
    _add_choices(scaling, "workload", SERIES, repeats=3)
    small = commands.add_parser(
        "small_models", help="a row, a step: what libraries do around the arithmetic"
    )
    _add_choices(small, "workload", SMALL_WORKLOADS, repeats=15)
    quantization = commands.add_parser("quantization", help="int8 and LoRA: accuracy")
    quantization.add_argument(
        "--file", action="append", default=[], help="a model of others; several"
    )
    quantization.add_argument("--to", metavar="FILE", help="write the page in Markdown")
    for name, text in SMALL.items():
        commands.add_parser(name, help=text)
    return found


def _add_choices(target, what: str, names, repeats: int) -> None:
    add = target.add_argument
    add(
        "--peer",
        action="append",
        metavar="KIND=PYTHON",
        help=f"a peer and the Python that has it, of {', '.join(PEERS)}; several with "
        "commas. The variable KERASISH_PEERS is read if there is none",
    )
    add(f"--{what}", action="append", choices=names, help="only these (all)")
    add("--system", action="append", metavar="NAME", help="only these (all)")
    add("--repeats", type=int, default=repeats, help=f"rounds ({repeats})")
    add("--threads", type=int, help="processors that a worker may use (all)")
    add("--clock", choices=("wall", "cpu"), default="wall", help="cpu: of processors")
    add("--json", metavar="FILE", help="write everything that was measured")


if __name__ == "__main__":
    main()

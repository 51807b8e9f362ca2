"""How many requests a second a served model answers, and how soon.

The server has one processor and one thread of the engine, the client another processor.
Each connection sends its next request when it has the answer to the last one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import kerasish
from benchmarks.machine import processors
from benchmarks.serving_load import KINDS, Load, measure
from benchmarks.tables import print_table
from kerasish import layers

CONNECTIONS = (1, 8, 32)
REQUESTS, ROUNDS = 4000, 3


def save_mlp(path: str) -> None:
    """The MLP 784-512-512-10."""
    kerasish.Sequential(
        [
            kerasish.Input((784,)),
            layers.Dense(512, activation="relu"),
            layers.Dense(512, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    ).save(path)


def start_server(path: str) -> tuple[subprocess.Popen, int]:
    """The process, on the first processor, and its port."""
    variables = {"KERASISH_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "kerasish", "serve", path, "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | variables
    )
    pin(process.pid, 0)
    line = process.stdout.readline()
    if " at " not in line:
        raise SystemExit(f"the server has not started: {line}")
    return process, urlsplit(line.split(" at ")[1].strip()).port


def pin(pid: int, index: int) -> None:
    """To one of the processors, where there are two and the system can."""
    if hasattr(os, "sched_setaffinity") and processors() > 1:
        chosen = sorted(os.sched_getaffinity(0))[index]
        for thread in os.listdir(f"/proc/{pid}/task"):
            os.sched_setaffinity(int(thread), {chosen})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "mlp.h5"))
        save_mlp(path)
        server, port = start_server(path)
        try:
            rows = measured_rows(server.pid, port)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    print_table("requests to a served MLP 784-512-512-10", rows)


def measured_rows(pid: int, port: int) -> list[tuple]:
    """The round of the median speed of each kind and number of connections.

    Processor time is that of the server, in its user's and the system's part: on a
    machine with other work it is what can be compared.
    """
    processor = sorted(os.sched_getaffinity(0))
    pin(os.getpid(), 1)
    rows: list[tuple] = [
        ("request", "connections", "requests/s", "server CPU us", "p50 ms", "p99 ms")
    ]
    loads = [Load(kind, n) for kind in KINDS for n in CONNECTIONS]
    found: dict[Load, list] = {load: [] for load in loads}
    for load in loads:
        measure(load, port, pid, REQUESTS // 10)
    for _ in range(ROUNDS):
        for load in loads:
            found[load].append(measure(load, port, pid, REQUESTS))
    os.sched_setaffinity(0, processor)
    for load, results in found.items():
        result = sorted(results)[ROUNDS // 2]
        rows.append(
            (
                load.kind,
                load.connections,
                f"{result.per_second:.0f}",
                f"{1e6 * result.cpu_seconds:.0f}",
                f"{1e3 * result.median:.2f}",
                f"{1e3 * result.p99:.2f}",
            )
        )
    return rows


if __name__ == "__main__":
    main()

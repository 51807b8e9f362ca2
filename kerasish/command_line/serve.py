"""Serves a model over HTTP: JSON and numpy's arrays."""

from __future__ import annotations

import argparse
import logging

from kerasish.command_line.running.errors_told import run_telling_errors
from kerasish.command_line.running.numbers import (
    at_least_one,
    not_negative,
    positive,
)
from kerasish.saving.loading import load_model
from kerasish.serving import Limits, Server

_EPILOG = """SIGINT and SIGTERM end it when requests under way are answered. exit codes:
0 ended by a signal; 1 not started; 2 wrong arguments. It knows no users and no TLS: for
clients of other machines put a web server in front of it."""
_LIMITS = Limits()
_MEGA = 1 << 20


def main(arguments: list[str] | None = None) -> int:
    """Serves until a signal; returns the exit code.

    Args:
        arguments: of the command line, without the names of program and command.

    Example:
        >>> from kerasish.command_line.serve import main
        >>> main(["no such file.h5"])
        1
    """
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    return run_telling_errors(lambda: _serve(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m kerasish serve", description=__doc__, epilog=_EPILOG
    )
    parser.add_argument("model", help=".h5 or .keras")

    def add(name, kind, default, text):
        shown = f"{text} ({default})"
        parser.add_argument(name, type=kind, default=default, help=shown)

    add("--host", str, "127.0.0.1", "address to bind to: this machine only")
    add("--port", int, 8000, "0 for any that is free")
    add("--max-batch", at_least_one, _LIMITS.max_batch, "rows predicted together")
    add("--window-ms", not_negative, 1e3 * _LIMITS.window_seconds, "wait for others")
    add("--max-queue", at_least_one, _LIMITS.max_queue, "rows that may wait, else 503")
    add("--max-body-mb", positive, _LIMITS.max_body / _MEGA, "of a body, else 413")
    add("--max-memory-mb", positive, _LIMITS.max_memory / _MEGA, "of bodies, else 503")
    add("--max-connections", at_least_one, _LIMITS.max_connections, "open, else 503")
    add("--request-seconds", positive, _LIMITS.request_seconds, "to send, else 408")
    add("--idle-seconds", positive, _LIMITS.idle_seconds, "between requests")
    add("--grace-seconds", not_negative, _LIMITS.grace_seconds, "to end")
    return parser


def _serve(options) -> int:
    model = load_model(options.model, compile=False)
    server = Server(
        model,
        Limits(
            max_batch=options.max_batch,
            window_seconds=options.window_ms / 1e3,
            max_queue=options.max_queue,
            max_body=int(options.max_body_mb * _MEGA),
            max_memory=int(options.max_memory_mb * _MEGA),
            max_connections=options.max_connections,
            request_seconds=options.request_seconds,
            idle_seconds=options.idle_seconds,
            grace_seconds=options.grace_seconds,
        ),
    )
    if not server.predictor.warm_up():
        print("the model is compiled at the first request", flush=True)
    server.run(options.host, options.port, lambda at: _ready(model, at))
    print("ended", flush=True)
    return 0


def _ready(model, address: str) -> None:
    print(f"{model.name!r} at {address}", flush=True)

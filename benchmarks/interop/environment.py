"""The process of a Keras in its own environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: the module of each Keras
MODULES = {"kerasish": "kerasish", "tf_keras": "tf_keras", "keras": "keras"}


class Environment:
    """A worker that runs until it is closed.

    Args:
        name: of the Keras.
        python: the interpreter that has it.
        backend: of Keras 3.
        log: a file for what the libraries print.
    """

    def __init__(
        self, name: str, python: str = sys.executable, backend="tensorflow", log=None
    ):
        variables = {
            "PYTHONPATH": str(ROOT),
            "KERAS_BACKEND": backend,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "-1",
            "KERASISH_ENGINE": os.environ.get("KERASISH_ENGINE", "numpy"),
        }
        self.name = name
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.interop.worker", MODULES[name]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if log is None else log,
            text=True,
            env={**os.environ, **variables},
        )

    def wait_until_ready(self) -> str:
        """The version of the Keras, when it has been imported."""
        return self._receive()["version"]

    def ask(self, **request) -> dict:
        """The worker's answer: ``result`` or ``error``."""
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._receive()

    def _receive(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the worker of {self.name} ended: {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

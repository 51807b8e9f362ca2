"""A server in a process of its own, and clients that keep to HTTP or do not."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
NPY = {"Content-Type": "application/x-npy"}
JSON = {"Content-Type": "application/json"}


class RunningServer:
    """A program that says where it serves.

    Args:
        arguments: of Python.
    """

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"KERASISH_ENGINE": "numpy"},
        )
        self.said = ""
        while " at http://" not in self.said:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(self.said + self.process.communicate()[1])
            self.said += line
        self.port = int(self.said.rstrip("/\n").rsplit(":", 1)[1])

    @classmethod
    def of(cls, path, *options):
        """``python -m kerasish serve path``."""
        return cls("-m", "kerasish", "serve", path, "--port", 0, *options)

    def end(self, number=signal.SIGTERM) -> str:
        """Asks it to end; what it has said to stderr. It must end well."""
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=20)
        assert (self.process.returncode, out) == (0, "ended\n"), errors
        return errors

    def ask(self, method, path, body=None, headers=None):
        """The status and the body of the answer to one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def predict(self, value):
        """The status and what JSON gives for JSON."""
        status, body = self.ask("POST", "/predict", json.dumps(value), JSON)
        return status, json.loads(body)

    def metric(self, name) -> float:
        _, text = self.ask("GET", "/metrics")
        lines = [x for x in text.decode().splitlines() if x.startswith(name + " ")]
        return float(lines[0].split()[1])

    @contextlib.contextmanager
    def socket(self):
        """A bare connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as found:
            yield found


def read_all(connection) -> str:
    """Until the server closes."""
    parts = []
    while part := connection.recv(1 << 16):
        parts.append(part)
    return b"".join(parts).decode("latin-1")


def npy(array) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def post(body: bytes, *headers: str, kind: str = "json") -> bytes:
    """The bytes of a request."""
    lines = [
        "POST /predict HTTP/1.1",
        "Host: here",
        f"Content-Type: application/{kind}",
        *headers,
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body

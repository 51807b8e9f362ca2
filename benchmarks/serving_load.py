"""Load on a server, over connections that stay open."""

from __future__ import annotations

import asyncio
import io
import json
import os
import time
from typing import NamedTuple

import numpy as np

ROW = np.random.default_rng(0).random((1, 784), dtype="float32")


def _npy() -> bytes:
    file = io.BytesIO()
    np.save(file, ROW)
    return file.getvalue()


def _post(kind: str, body: bytes) -> bytes:
    head = (
        "POST /predict HTTP/1.1\r\nHost: server\r\n"
        f"Content-Type: application/{kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


#: what is sent: ``/health`` computes nothing, so it costs what HTTP costs
KINDS = {
    "npy": _post("x-npy", _npy()),
    "JSON": _post("json", json.dumps({"inputs": ROW.round(4).tolist()}).encode()),
    "GET /health": b"GET /health HTTP/1.1\r\nHost: server\r\n\r\n",
}


class Load(NamedTuple):
    """What is sent, and over how many connections at a time."""

    kind: str
    connections: int


class Result(NamedTuple):
    """Requests a second, processor time of the server for one, and waiting times."""

    per_second: float
    cpu_seconds: float
    median: float
    p99: float


class _Client(asyncio.Protocol):
    """Sends the next request when the answer has come."""

    def __init__(self, request: bytes, budget: list[int], times: list[float], done):
        self.request, self.budget, self.times, self.done = request, budget, times, done
        self.data = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        if not self.budget[0]:
            self.transport.close()
            self.done.set_result(None)
            return
        self.budget[0] -= 1
        self.start = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.data += data
        head, _, body = self.data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(RuntimeError(self.data.decode()))
            self.transport.close()
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) == length:
            self.times.append(time.perf_counter() - self.start)
            self.data = b""
            self._send()

    def connection_lost(self, error) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server has hung up"))


def measure(load: Load, port: int, pid: int, requests: int) -> Result:
    """Sends requests to a server of this machine.

    Args:
        load: what and how.
        port: of the server.
        pid: of the server.
        requests: how many in all.
    """
    times: list[float] = []
    before, start = _cpu_seconds(pid), time.perf_counter()
    asyncio.run(_send_all(load, port, requests, times))
    seconds, used = time.perf_counter() - start, _cpu_seconds(pid) - before
    median, p99 = np.percentile(times, [50, 99])
    return Result(requests / seconds, used / requests, float(median), float(p99))


async def _send_all(load: Load, port: int, requests: int, times) -> None:
    loop, budget = asyncio.get_running_loop(), [requests]
    ends = [loop.create_future() for _ in range(load.connections)]
    for end in ends:
        await loop.create_connection(
            lambda end=end: _Client(KINDS[load.kind], budget, times, end),
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ends)


def _cpu_seconds(pid: int) -> float:
    """That a process has used; only Linux tells."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

"""The server: sockets, time, signals, and the end."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import signal
import sys
import time
from collections.abc import Callable
from email.utils import formatdate

from kerasish.base.extras import load_extra
from kerasish.serving.application import Application
from kerasish.serving.batcher import Batcher
from kerasish.serving.connection import Connection
from kerasish.serving.limits import Limits
from kerasish.serving.media_types import MediaTypes
from kerasish.serving.predictor import Predictor
from kerasish.serving.request import Request
from kerasish.serving.request_error import RequestError
from kerasish.serving.response import Response
from kerasish.serving.server_metrics import ServerMetrics
from kerasish.serving.signature import Signature

#: how often connections are looked at, at least
TICK_SECONDS = 0.5
#: the longest that a thread keeps the interpreter while another waits for it
SWITCH_SECONDS = 0.0005


class Server:
    """Serves a model over HTTP until SIGINT or SIGTERM.

    Args:
        model: a built one that knows its inputs.
        limits: how much it takes.

    Raises:
        MissingExtraError: httptools is not installed (extra "serve").
        UnsupportedError: the model cannot be served.
    """

    def __init__(self, model, limits: Limits | None = None) -> None:
        self.httptools = load_extra("httptools", "serve", "serve")
        self.limits = Limits() if limits is None else limits
        self.metrics = ServerMetrics()
        self.signature = Signature(model)
        self.predictor = Predictor(model, self.limits.max_batch)
        self.model = model
        self.held = 0
        self.date = ""
        self.connections: set[Connection] = set()
        self.is_ending = False

    def run(self, host: str, port: int, ready: Callable[[str], None]) -> None:
        """Serves until a signal, and then ends what is under way.

        Args:
            host: to bind to.
            port: 0 for any that is free.
            ready: is called with the address once clients can connect.

        Raises:
            OSError: the address cannot be bound.
        """
        sys.setswitchinterval(SWITCH_SECONDS)
        self.loop = _new_loop()
        try:
            self.loop.run_until_complete(self._serve(host, port, ready))
        finally:
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()

    async def _serve(self, host, port, ready) -> None:
        self.now = self.loop.time
        self.batcher = Batcher(self.predictor, self.limits, self.metrics, self.loop)
        self._measure()
        self.application = Application(
            self.model.name,
            self.signature,
            self.batcher,
            MediaTypes(self.limits.max_body),
            self.metrics,
        )
        self._stop = asyncio.Event()
        with self._signals():
            listener = await self.loop.create_server(
                lambda: Connection(self), host, port, backlog=1024
            )
            ready(_address(listener))
            self._tick()
            await self._stop.wait()
            listener.close()
            await self._finish_connections()
        self.batcher.close()

    def _measure(self) -> None:
        for name, text, value in (
            ("waiting_rows", "Rows that wait.", lambda: self.batcher.waiting_rows),
            ("connections", "Open connections.", lambda: len(self.connections)),
            ("held_bytes", "Bytes of bodies in memory.", lambda: self.held),
        ):
            self.metrics.gauges[f"kerasish_{name}", text] = value

    # ---- for connections

    def admit(self, connection: Connection) -> bool:
        """Whether one more may come; it is looked after in any case."""
        self.connections.add(connection)
        return len(self.connections) <= self.limits.max_connections

    def forget(self, connection: Connection) -> None:
        self.connections.discard(connection)

    def has_memory_for(self, size: int) -> bool:
        return self.held + size <= self.limits.max_memory

    def handle(self, request: Request, answer: Callable[[Response], None]) -> None:
        """Answers, and counts."""
        start = time.perf_counter()

        def counted(response: Response) -> None:
            path = request.path
            known = response.status != 404
            self.metrics.requests.add(1, path if known else "other")
            if response.status >= 400:
                self.metrics.errors.add(1, response.status)
            if path == "/predict":
                self.metrics.seconds.observe(time.perf_counter() - start)
            answer(response)

        self.application.handle(request, counted)

    def count_refusal(self, error: RequestError) -> None:
        """Of a request that was not whole."""
        self.metrics.requests.add(1, "refused")
        self.metrics.errors.add(1, error.status)

    # ---- time and the end

    def _tick(self) -> None:
        """Looks after the connections, again and again."""
        self.date = formatdate(usegmt=True)
        now = self.now()
        for connection in list(self.connections):
            connection.check_time(now)
        waits = min(self.limits.request_seconds, self.limits.idle_seconds) / 4
        self.loop.call_later(min(TICK_SECONDS, waits), self._tick)

    @contextlib.contextmanager
    def _signals(self):
        """The first signal ends gently, the second at once."""
        names = (signal.SIGINT, signal.SIGTERM)

        def on_signal(*_):
            self.loop.call_soon_threadsafe(self._end)

        before = [signal.signal(name, on_signal) for name in names]
        try:
            yield
        finally:
            for name, handler in zip(names, before):
                signal.signal(name, handler)

    def _end(self) -> None:
        if self.is_ending:
            for connection in list(self.connections):
                connection.transport.abort()
        self.is_ending = True
        self._stop.set()

    async def _finish_connections(self) -> None:
        for connection in list(self.connections):
            connection.finish()
        end = self.now() + self.limits.grace_seconds
        while self.connections and self.now() < end:
            await asyncio.sleep(0.01)
        for connection in list(self.connections):
            connection.transport.abort()


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where it is installed: it takes half the time of asyncio's."""
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop()
    return load_extra("uvloop", "serve", "serve").new_event_loop()


def _address(listener) -> str:
    host, port = listener.sockets[0].getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

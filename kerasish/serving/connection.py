"""One connection of a client: reads requests, writes answers, in order and in time."""

from __future__ import annotations

import asyncio
from collections import deque

from kerasish.base.extras import load_extra
from kerasish.serving.request import Request
from kerasish.serving.request_error import RequestError, overloaded
from kerasish.serving.response import Response

NEVER = float("inf")
#: for a refused client to read why, before the connection is reset
DRAIN_SECONDS = 1.0


class Connection(asyncio.Protocol):
    """Parses with httptools (llhttp, the parser of Node.js).

    A request that breaks a limit is answered and the connection closed; so is one that
    takes too long: `check_time` is called from time to time. One request is in work at
    a time; one more may wait, and no more is read then.

    Args:
        server: has the limits, and handles requests.
    """

    def __init__(self, server) -> None:
        self.server, self.limits = server, server.limits
        self.parser = load_extra("httptools", "serve", "serve").HttpRequestParser(self)
        self.transport: asyncio.Transport | None = None
        self.request: Request | None = None  # that is being received
        self.current: Request | None = None  # that is being answered
        self.refusal: RequestError | None = None
        self.parts: list[bytes] = []
        self.size = self.head_size = self.unparsed = self.held = 0
        self.is_in_head = self.is_draining = self.is_blocked = False
        self.is_reading = True
        self.is_last = False  # whether the connection ends after what is there
        self.waiting: deque[Request | RequestError] = deque()
        self.deadline = NEVER

    # ---- of asyncio

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.deadline = self.server.now() + self.limits.idle_seconds
        if not self.server.admit(self):
            self._refuse(overloaded("too many connections: try again later"))

    def connection_lost(self, error) -> None:
        self.is_draining = True
        self.waiting.clear()
        if self.current is not None:
            self.current.abandoned = True
        self._hold(-self.held)
        self.server.forget(self)

    def eof_received(self) -> bool:
        """A client that sends no more may still read."""
        self.is_last = True
        return self.current is not None or bool(self.waiting)

    def data_received(self, data: bytes) -> None:
        if self.is_draining or self.refusal is not None:
            return
        before = self.request
        try:
            self.parser.feed_data(data)
        except self.server.httptools.HttpParserCallbackError:
            raise  # not the client's mistake
        except self.server.httptools.HttpParserUpgrade:
            self.is_last = True  # answered as if nothing else had been wanted
        except self.server.httptools.HttpParserError as error:
            self._note(RequestError(400, f"this is no HTTP: {error}"))
        if self.is_in_head and self.request is before:
            self.unparsed += len(data)  # a header that does not end is not given to us
            self._require_head(self.unparsed)
        if self.refusal is not None:
            self.waiting.append(self.refusal)
        self._go_on()

    def pause_writing(self) -> None:
        self.is_blocked = True
        self.deadline = self.server.now() + self.limits.request_seconds

    def resume_writing(self) -> None:
        self.is_blocked = False
        self._set_deadline()
        self._go_on()

    # ---- of the parser

    def on_message_begin(self) -> None:
        self.request, self.parts = Request(), []
        self.size = self.head_size = self.unparsed = 0
        self.is_in_head = True
        self.deadline = self.server.now() + self.limits.request_seconds

    def on_url(self, url: bytes) -> None:
        self.request.target += url
        self._count_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        self.request.headers[name.lower()] = value
        self._count_head(len(name) + len(value))

    def on_headers_complete(self) -> None:
        self.is_in_head = False
        request = self.request
        request.method = self.parser.get_method().decode("latin-1")
        length = request.headers.get(b"content-length")
        if length is not None:
            self._take(int(length))
        if request.header(b"expect").lower() == "100-continue" and not self.refusal:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, data: bytes) -> None:
        self.parts.append(data)
        if b"content-length" not in self.request.headers:  # in chunks
            self._take(len(data))

    def on_message_complete(self) -> None:
        if self.refusal is not None:
            return
        request, parts = self.request, self.parts
        request.body = parts[0] if len(parts) == 1 else b"".join(parts)
        request.keep_alive = self.parser.should_keep_alive()
        request.held = self.size
        self.waiting.append(request)
        self.request, self.parts = None, []

    # ---- limits

    def _take(self, size: int) -> None:
        """Counts bytes of a body, before or when they come."""
        self.size += size
        if self.size > self.limits.max_body:
            self._note(RequestError(413, f"bodies end at {self.limits.max_body} bytes"))
        elif not self.server.has_memory_for(size):
            self._note(overloaded("the server holds too much already: try again later"))
        else:
            self._hold(size)

    def _hold(self, size: int) -> None:
        self.held += size
        self.server.held += size

    def _count_head(self, size: int) -> None:
        self.head_size += size
        self._require_head(self.head_size)

    def _require_head(self, size: int) -> None:
        most = self.limits.max_head
        if size > most:
            self._note(RequestError(431, f"line and headers end at {most} bytes"))

    def _note(self, refusal: RequestError) -> None:
        """The first reason is told when what came before has been answered."""
        if self.refusal is None:
            self.refusal = refusal
            self.parts, self.is_in_head = [], False

    def check_time(self, now: float) -> None:
        """Ends what takes too long."""
        if now < self.deadline:
            return
        if self.is_draining or self.is_blocked:
            self.transport.abort()
        elif self.request is not None:
            self._note(
                RequestError(
                    408, f"requests end within {self.limits.request_seconds:g} seconds"
                )
            )
            self.waiting.append(self.refusal)
            self._go_on()
        else:
            self.transport.close()

    def finish(self) -> None:
        """Closes when what is under way has been answered."""
        self.is_last = True
        if self.current is None and self.request is None and not self.waiting:
            self.transport.close()

    # ---- answers

    def _go_on(self) -> None:
        """Handles what waits, one after another."""
        while (
            self.waiting
            and self.current is None
            and not self.is_draining
            and not self.is_blocked
        ):
            item = self.waiting.popleft()
            if isinstance(item, RequestError):
                self._refuse(item)
                return
            self.current = item
            self.deadline = NEVER
            try:
                self.server.handle(item, self._answer)
            except Exception:
                self._refuse(RequestError(500, "a bug; the server's log says more"))
                raise
        self._read_on(not self.waiting)

    def _read_on(self, wanted: bool) -> None:
        if wanted is self.is_reading or self.transport.is_closing():
            return
        self.is_reading = wanted
        (self.transport.resume_reading if wanted else self.transport.pause_reading)()

    def _answer(self, response: Response) -> None:
        request, self.current = self.current, None
        if self.is_draining or self.transport.is_closing():
            return
        self._hold(-request.held)
        last = self.is_last and not self.waiting and self.request is None
        keep_alive = request.keep_alive and not last
        with_body = request.method != "HEAD"
        data = response.encoded(self.server.date, keep_alive, with_body)
        self.transport.write(data)
        if not keep_alive:
            self.is_draining = True
            self.transport.close()
            return
        self._set_deadline()
        self.server.loop.call_soon(self._go_on)

    def _set_deadline(self) -> None:
        waits = (
            self.limits.request_seconds if self.request else self.limits.idle_seconds
        )
        self.deadline = NEVER if self.current else self.server.now() + waits

    def _refuse(self, error: RequestError) -> None:
        """Answers, and reads on for a while, so that the answer is not lost."""
        self.server.count_refusal(error)
        self.is_draining = True
        self.waiting.clear()
        self.transport.write(error.response().encoded(self.server.date, False))
        self._read_on(True)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.deadline = self.server.now() + DRAIN_SECONDS

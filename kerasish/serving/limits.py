"""How much a server takes, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Of one server.

    Attributes:
        max_batch: rows that are predicted together; a request with more is predicted
            alone, in parts.
        window_seconds: how long a row waits for others when nothing else is computed.
            While something is, what arrives is gathered anyway.
        max_queue: rows that may wait; requests beyond are answered with 503.
        max_body: bytes of a request's body; larger ones are answered with 413.
        max_head: bytes of a request's line and headers; 431.
        max_memory: bytes of all bodies that are held at a time; 503.
        max_connections: open at a time; more are answered with 503 and closed.
        request_seconds: from the first byte of a request to its last, else 408; and for
            a client to take its answer.
        idle_seconds: after which a connection without a request is closed.
        grace_seconds: for requests under way when the server is asked to end.
    """

    max_batch: int = 64
    window_seconds: float = 0.0
    max_queue: int = 1024
    max_body: int = 16 << 20
    max_head: int = 16 << 10
    max_memory: int = 256 << 20
    max_connections: int = 1000
    request_seconds: float = 10.0
    idle_seconds: float = 60.0
    grace_seconds: float = 10.0

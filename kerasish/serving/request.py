"""One request of HTTP."""

from __future__ import annotations


class Request:
    """What a client sent.

    Attributes:
        method: such as "GET".
        path: without what follows a question mark.
        headers: by lower-case name, in bytes.
        body: all of it.
        keep_alive: whether the client wants to go on with the connection.
        held: bytes of the body that count as held.
        abandoned: whether the client has gone: nobody reads an answer.
    """

    __slots__ = (
        "abandoned",
        "body",
        "headers",
        "held",
        "keep_alive",
        "method",
        "target",
    )

    def __init__(self) -> None:
        self.method = ""
        self.target = b""
        self.headers: dict[bytes, bytes] = {}
        self.body, self.held = b"", 0
        self.keep_alive = self.abandoned = False

    @property
    def path(self) -> str:
        return self.target.partition(b"?")[0].decode("latin-1")

    def header(self, name: bytes) -> str:
        """The value of a header; empty if it is not there."""
        return self.headers.get(name, b"").decode("latin-1")

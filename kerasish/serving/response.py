"""One answer of HTTP."""

from __future__ import annotations

import json
from http import HTTPStatus

#: first lines by status
_LINES = {s.value: f"HTTP/1.1 {s.value} {s.phrase}\r\n" for s in HTTPStatus}


class Response:
    """A status, a body and its media type.

    Args:
        status: of HTTP.
        body: bytes.
        media_type: of the body.
        headers: further lines, each with its end.
    """

    __slots__ = ("body", "headers", "media_type", "status")

    def __init__(
        self, status: int, body: bytes, media_type: str, headers: str = ""
    ) -> None:
        self.status, self.body = status, body
        self.media_type, self.headers = media_type, headers

    def encoded(self, date: str, keep_alive: bool, with_body: bool = True) -> bytes:
        """What goes over the wire."""
        closing = "" if keep_alive else "Connection: close\r\n"
        head = (
            f"{_LINES[self.status]}Content-Type: {self.media_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n"
            f"Date: {date}\r\n{self.headers}{closing}\r\n"
        )
        return head.encode("latin-1") + (self.body if with_body else b"")


def json_response(status: int, value, headers: str = "") -> Response:
    """A value as JSON, with a line's end for people.

    Example:
        >>> from kerasish.serving.response import json_response
        >>> json_response(200, {"status": "ok"}).body
        b'{"status": "ok"}\\n'
    """
    body = json.dumps(value).encode() + b"\n"
    return Response(status, body, "application/json", headers)

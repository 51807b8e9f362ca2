"""A request that is not answered with a prediction."""

from __future__ import annotations

from kerasish.serving.response import Response, json_response


class RequestError(Exception):
    """Why, as a status of HTTP and a sentence for the client.

    Args:
        status: 4xx for mistakes of the client, 503 for too much work.
        text: what is wrong and what to do.
        headers: further lines of the answer, each with its end.
    """

    def __init__(self, status: int, text: str, headers: str = "") -> None:
        super().__init__(text)
        self.status, self.headers = status, headers

    def response(self) -> Response:
        """As the answer."""
        return json_response(self.status, {"error": str(self)}, self.headers)


def overloaded(text: str) -> RequestError:
    """503, and when to come again."""
    return RequestError(503, text, "Retry-After: 1\r\n")

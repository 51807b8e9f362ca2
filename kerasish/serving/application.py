"""What a server answers to each path."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable

import graph
from kerasish.serving.batcher import Batcher, Job
from kerasish.serving.media_types import MediaTypes
from kerasish.serving.request import Request
from kerasish.serving.request_error import RequestError
from kerasish.serving.response import Response, json_response
from kerasish.serving.server_metrics import ServerMetrics
from kerasish.serving.signature import Signature

Answer = Callable[[Response], None]
#: bytes of bodies that are read and written beside the loop, which serves others
LARGE = 256 << 10
_LOG = logging.getLogger("kerasish.serving")


class Application:
    """Answers requests, at once or when they have been predicted.

    Args:
        name: of the model.
        signature: of the model.
        batcher: predicts.
        media_types: reads and writes bodies.
        metrics: are told at ``/metrics``, and hear of everything.
    """

    def __init__(
        self,
        name: str,
        signature: Signature,
        batcher: Batcher,
        media_types: MediaTypes,
        metrics: ServerMetrics,
    ) -> None:
        self.name, self.signature, self.batcher = name, signature, batcher
        self.media_types, self.metrics = media_types, metrics
        self._pages = {"/": self._index, "/health": _health, "/metrics": self._metrics}

    def handle(self, request: Request, answer: Answer) -> None:
        """Calls ``answer`` once, now or later."""
        try:
            if request.path == "/predict":
                self._predict(request, answer)
            else:
                answer(self._page(request))
        except RequestError as error:
            answer(error.response())

    def _page(self, request: Request) -> Response:
        page = self._pages.get(request.path)
        if page is None:
            raise RequestError(
                404, f"there is no {request.path!r}: {[*self._pages, '/predict']}"
            )
        if request.method not in ("GET", "HEAD"):
            raise RequestError(405, f"GET {request.path}", "Allow: GET, HEAD\r\n")
        return page()

    def _index(self) -> Response:
        return json_response(
            200,
            {
                "model": self.name,
                **self.signature.described(),
                "predict": {
                    "POST": "/predict",
                    "json": {"inputs": "rows, or rows by the names of inputs"},
                    "content_types": self.media_types.names(),
                },
            },
        )

    def _metrics(self) -> Response:
        text = self.metrics.text().encode()
        return Response(200, text, "text/plain; version=0.0.4; charset=utf-8")

    def _predict(self, request: Request, answer: Answer) -> None:
        if request.method != "POST":
            raise RequestError(405, "POST rows to /predict", "Allow: POST\r\n")
        if request.header(b"content-encoding").lower() not in ("", "identity"):
            raise RequestError(415, "send the body without Content-Encoding")
        form = self.media_types.of_body(request.header(b"content-type"))
        wanted = self.media_types.accepted(request.header(b"accept"), form)

        def submit(inputs):
            self.batcher.submit(Job(inputs, request, done))

        def done(outputs, error):
            if error is not None:
                answer(_failed(error))
                return
            self.metrics.rows.add(len(outputs[0]))
            size = sum(y.nbytes for y in outputs)
            write = functools.partial(wanted.write, outputs, self.signature)
            self._beside(size, write, send, answer)

        def send(body):
            answer(Response(200, body, wanted.media_type))

        def read():
            return self.signature.checked(form.read(request.body, self.signature))

        self._beside(len(request.body), read, submit, answer)

    def _beside(
        self, size: int, work: Callable, then: Callable, answer: Answer
    ) -> None:
        """``then(work())``; large work is done on another thread."""
        if size <= LARGE:
            try:
                then(work())
            except RequestError as error:
                answer(error.response())
            return
        loop = asyncio.get_running_loop()

        def go_on(future: asyncio.Future) -> None:
            error = future.exception()
            if error is None:
                self._beside(0, future.result, then, answer)
            else:
                answer(_failed(error))

        loop.run_in_executor(None, work).add_done_callback(go_on)


def _health() -> Response:
    return json_response(200, {"status": "ok"})


def _failed(error: BaseException) -> Response:
    """What the engine refuses follows from the numbers that were sent."""
    if isinstance(error, RequestError):
        return error.response()
    if isinstance(error, graph.GraphError):
        text = str(error).split("\n  made by:")[0]
        return RequestError(400, f"the model refuses this: {text}").response()
    _LOG.error("a prediction failed", exc_info=error)
    return RequestError(
        500, "the prediction failed; the server's log says why"
    ).response()

"""Sends the metrics of each epoch to a server."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.user_warning import warn
from kerasish.callbacks.callback import Callback

#: how long a server may take before training goes on
_SECONDS = 10.0


class RemoteMonitor(Callback):
    """Posts epoch and logs as JSON to a URL after each epoch.

    A server that cannot be reached is a warning; training goes on.

    Args:
        root: address of the server, with http:// or https://.
        path: where on the server.
        field: name of the form's field that holds the JSON.
        headers: more headers of the request.
        send_as_json: whether the JSON is the body itself, and not in a form.

    Raises:
        ArgumentError: root is of another protocol.

    Example:
        >>> from kerasish import callbacks
        >>> monitor = callbacks.RemoteMonitor("http://localhost:9000")
        >>> monitor.body(3, {"loss": 0.5})
        b'data=%7B%22epoch%22%3A+3%2C+%22loss%22%3A+0.5%7D'
    """

    decides = False

    def __init__(
        self,
        root="http://localhost:9000",
        path="/publish/epoch/end/",
        field="data",
        headers=None,
        send_as_json=False,
    ):
        super().__init__()
        if not root.startswith(("http://", "https://")):
            fail(
                "RemoteMonitor: root must begin with http:// or https://",
                {"root": repr(root)},
                'for example root="http://localhost:9000"',
            )
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch, logs=None):
        kind = "json" if self.send_as_json else "x-www-form-urlencoded"
        request = urllib.request.Request(
            self.root + self.path,
            self.body(epoch, {} if logs is None else logs),
            {
                "Content-Type": f"application/{kind}",
                **({} if self.headers is None else self.headers),
            },
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS):
                return
        except urllib.error.HTTPError as error:
            error.close()  # as in Keras, what the server thinks of it does not matter
        except (OSError, urllib.error.URLError) as error:
            warn(f"RemoteMonitor cannot reach {self.root}: {error}")

    def body(self, epoch: int, logs: dict) -> bytes:
        """What is sent after an epoch."""
        plain = {name: np.asarray(value).tolist() for name, value in logs.items()}
        text = json.dumps({"epoch": epoch, **plain})
        if self.send_as_json:
            return text.encode("utf-8")
        return urllib.parse.urlencode({self.field: text}).encode("ascii")

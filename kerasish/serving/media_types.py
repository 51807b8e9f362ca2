"""Which form a body has, and which form the answer shall have."""

from __future__ import annotations

import functools
from typing import NamedTuple

from kerasish.serving import json_bodies, npy_bodies, npz_bodies
from kerasish.serving.request_error import RequestError


class Form(NamedTuple):
    """A form of bodies: its name, and what reads and writes it."""

    media_type: str
    read: object
    write: object


class MediaTypes:
    """The forms that a server knows.

    Args:
        most_bytes: of all arrays of a body, unpacked.
    """

    def __init__(self, most_bytes: int) -> None:
        npz = npz_bodies.NpzBodies(most_bytes)
        known = [
            (json_bodies.MEDIA_TYPE, json_bodies.JsonBodies()),
            (npy_bodies.MEDIA_TYPE, npy_bodies),
            (npz_bodies.MEDIA_TYPE, npz),
        ]
        self._forms = {name: Form(name, x.read, x.write) for name, x in known}

    def names(self) -> list[str]:
        """Of all forms."""
        return list(self._forms)

    def of_body(self, content_type: str) -> Form:
        """The form that a header names.

        Raises:
            RequestError: 415, none that is known.
        """
        name = content_type.partition(";")[0].strip().lower()
        if name not in self._forms:
            raise RequestError(
                415,
                f"Content-Type {name!r} is not known: send one of {list(self._forms)}",
            )
        return self._forms[name]

    def accepted(self, accept: str, sent: Form) -> Form:
        """The form that a client wants most; that of its body if it does not say.

        Raises:
            RequestError: 406, it wants none that is known.
        """
        if not accept:
            return sent
        for name in _by_preference(accept):
            if name in self._forms:
                return self._forms[name]
            if name in ("*/*", "application/*"):
                return sent
        raise RequestError(406, f"answers are {list(self._forms)}, not {accept!r}")


@functools.lru_cache(maxsize=256)
def _by_preference(accept: str) -> tuple[str, ...]:
    """The names in an Accept header, the most wanted first."""
    found = []
    for part in accept.split(","):
        name, *parameters = (text.strip().lower() for text in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    raise RequestError(400, f"bad Accept header {accept!r}") from None
        if quality > 0:
            found.append((name, quality))
    return tuple(name for name, _ in sorted(found, key=lambda item: -item[1]))

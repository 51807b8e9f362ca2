"""Several arrays by name, as numpy's ``.npz`` format."""

from __future__ import annotations

import io
import zipfile
import zlib

import numpy as np

from kerasish.serving.npy_bodies import parse_npy
from kerasish.serving.request_error import RequestError
from kerasish.serving.signature import Signature

MEDIA_TYPE = "application/x-npz"


class NpzBodies:
    """Reads and writes them.

    Args:
        most_bytes: of all arrays of a body, unpacked.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes

    def read(self, body: bytes, signature: Signature) -> dict[str, np.ndarray]:
        """Arrays by name.

        Raises:
            RequestError: it is no such archive, or larger than it looks.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                members = archive.infolist()
                if sum(member.file_size for member in members) > self.most_bytes:
                    raise RequestError(
                        413, f"more than {self.most_bytes} bytes when unpacked"
                    )
                return {
                    member.filename.removesuffix(".npy"): parse_npy(
                        archive.read(member)
                    )
                    for member in members
                }
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            KeyError,
        ) as error:
            raise RequestError(400, f"the body is no .npz file: {error}") from None

    def write(self, results: list[np.ndarray], signature: Signature) -> bytes:
        """Outputs by name."""
        file = io.BytesIO()
        np.savez(file, **signature.named(results))
        return file.getvalue()

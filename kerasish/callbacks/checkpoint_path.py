"""The path of checkpoints: fields of epochs, batches and logs in a pattern."""

from __future__ import annotations

import contextlib
import os
import string
import tempfile

from kerasish.base.discovery import internal
from kerasish.base.errors import FileError, fail

_MODEL_ENDINGS = (".keras", ".h5", ".hdf5")
_WEIGHTS_ENDING = ".weights.h5"


@internal
class CheckpointPath:
    """A pattern such as "model-{epoch:02d}-{val_loss:.3f}.keras".

    Args:
        pattern: the path with fields.
        weights_only: whether it is for weights.

    Raises:
        ArgumentError: another ending, or braces that are no fields.
    """

    def __init__(self, pattern, weights_only: bool):
        self.pattern = os.fspath(pattern)
        endings = (_WEIGHTS_ENDING,) if weights_only else _MODEL_ENDINGS
        if not self.pattern.endswith(endings):
            fail(
                "ModelCheckpoint: filepath must end in " + " or ".join(endings),
                {"filepath": self.pattern, "save_weights_only": weights_only},
                f"for example filepath={'model' + endings[0]!r}",
            )
        try:
            parts = list(string.Formatter().parse(self.pattern))
        except ValueError as error:
            fail(
                "ModelCheckpoint: the fields of filepath cannot be read",
                f"{self.pattern!r}: {error}",
                "write a field as {epoch}, and a brace as {{",
            )
        #: names of the fields
        self.fields = [
            field.partition(".")[0].partition("[")[0]
            for _, field, _, _ in parts
            if field is not None
        ]

    def format(self, epoch, batch, logs) -> str:
        """The path of an epoch, from 0, and a batch, from 0 or None."""
        fields = {"epoch": epoch + 1, **logs}
        if batch is not None:
            fields.setdefault("batch", batch + 1)
        try:
            return self.pattern.format(**fields)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            known = isinstance(error, KeyError)
            fail(
                f"ModelCheckpoint: filepath has the field {error}, which is not there"
                if known
                else f"ModelCheckpoint: filepath cannot be filled in: {error}",
                {"filepath": self.pattern, "fields": sorted(fields)},
                "use the names of logs; those of the validation need validation data",
                FileError,
            )

    def try_out(self) -> None:
        """Makes the folder, and sees whether a file can be written there.

        Raises:
            FileError: it cannot, or the path is a folder.
        """
        folder = os.path.dirname(self.pattern.partition("{")[0])
        probe_folder = folder if folder else os.curdir
        try:
            if folder:
                os.makedirs(folder, exist_ok=True)
            handle, probe = tempfile.mkstemp(prefix=".try-", dir=probe_folder)
            os.close(handle)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(probe)
        except OSError as error:
            fail(
                "ModelCheckpoint: nothing can be written where filepath is",
                f"{self.pattern!r}: {error}",
                "pass a path in a folder of your own, on a disk with free space",
                FileError,
            )
        if not self.fields:
            refuse_folder(self.pattern)


@internal
def refuse_folder(path: str) -> None:
    """Fails where a folder has the name of a checkpoint."""
    if os.path.isdir(path):
        fail(
            "ModelCheckpoint: filepath is a folder",
            {"filepath": path},
            "pass the name of a file",
            FileError,
        )

"""The errors of the Keras layer, in the engine's format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from graph import ArgumentError, DTypeError, GraphError, describe, here


class NotBuiltError(GraphError, ValueError):
    """A layer or model used before its weights exist."""


class NotInitialisedError(NotBuiltError, RuntimeError):
    """A subclass whose constructor did not call that of its base."""


class NotCalledError(ArgumentError, AttributeError):
    """Inputs or outputs of a layer that was never called on Keras tensors."""


class CallError(ArgumentError, DTypeError):
    """A call that does not fit the signature, or without tensors."""


class NotCompiledError(GraphError, ValueError):
    """fit, evaluate or train_on_batch before compile."""


class DataError(GraphError, ValueError):
    """Training or test data that do not fit the model or one another."""


class WorkerError(GraphError, RuntimeError):
    """A process that makes batches has ended, cannot start, or cannot send them."""


class FileError(GraphError, ValueError):
    """A file that is damaged, foreign, unsafe, or does not fit the model."""


class DamagedFileError(FileError):
    """A file that does not hold what was written to it, or cannot be read."""


class UnsupportedError(GraphError, NotImplementedError):
    """What Keras has and Kerasish has not."""


class ConfigError(GraphError, ValueError):
    """A configuration that cannot be turned into an object."""


def fail(
    what: str,
    got: Mapping[str, Any] | str | None = None,
    hint: str = "",
    error: type[Any] = ArgumentError,
) -> NoReturn:
    """Raises an error that says what is wrong, what was got, what to do, and where.

    Args:
        what: "name: what is wrong".
        got: mapping of names to specs or values, or a ready string.
        hint: one action that mends it.
        error: the class to raise.
    """
    raise error(describe(what, got, hint, str(here())))

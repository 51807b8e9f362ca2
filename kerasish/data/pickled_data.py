"""Datasets and batches as bytes for another process."""

from __future__ import annotations

import pickle

from kerasish.base.errors import WorkerError, fail

_PROTOCOL = 5
#: how far to look for what cannot be pickled
_MOST_STEPS = 6
_CANNOT = (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError)


def pickle_with_buffers(value) -> tuple[bytes, list[memoryview]]:
    """The value as bytes, and the memory of its arrays beside it, not copied."""
    buffers: list[pickle.PickleBuffer] = []
    main = pickle.dumps(value, _PROTOCOL, buffer_callback=buffers.append)
    return main, [buffer.raw() for buffer in buffers]


def pickle_dataset(dataset) -> tuple[bytes, list[memoryview]]:
    """As `pickle_with_buffers`.

    Raises:
        WorkerError: says which part of the dataset cannot be pickled.
    """
    try:
        return pickle_with_buffers(dataset)
    except _CANNOT as error:
        part = unpicklable_part(dataset, type(dataset).__name__)
        place = {} if part is None else {"part": part}
        fail(
            "the dataset cannot be pickled for its worker processes",
            {**place, "error": f"{type(error).__name__}: {error}"},
            "open files and make functions when the first batch asks for them, define "
            "the class at the top of a module, or leave out use_multiprocessing",
            WorkerError,
        )


def pickle_batch(batch, index: int) -> tuple[bytes, list[memoryview]]:
    """As `pickle_with_buffers`.

    Raises:
        WorkerError: a part of the batch cannot be pickled.
    """
    try:
        return pickle_with_buffers(batch)
    except _CANNOT as error:
        fail(
            f"batch {index} cannot be sent by its worker process",
            f"{type(error).__name__}: {error}",
            "return arrays, or lists and dicts of them",
            WorkerError,
        )


def unpicklable_part(value, name: str, steps: int = _MOST_STEPS) -> str | None:
    """The innermost part of a value that cannot be pickled, as the user writes it."""
    if steps == 0 or _can_be_pickled(value):
        return None
    for inner_name, inner in _parts(value, name):
        found = unpicklable_part(inner, inner_name, steps - 1)
        if found is not None:
            return found
    return f"{name} = {repr(value)[:80]}"


def _can_be_pickled(value) -> bool:
    try:
        pickle.dumps(value, _PROTOCOL, buffer_callback=lambda buffer: False)
    except _CANNOT:
        return False
    return True


def _parts(value, name: str):
    if isinstance(value, dict):
        return [(f"{name}[{key!r}]", part) for key, part in value.items()]
    if isinstance(value, (list, tuple)):
        return [(f"{name}[{number}]", part) for number, part in enumerate(value)]
    own = getattr(value, "__dict__", None)
    if isinstance(own, dict) and not isinstance(value, type):
        return [(f"{name}.{key}", part) for key, part in own.items()]
    return []

"""Backups of trainings: a ``.weights.h5`` file with the place where training stood."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

import graph
from kerasish.base.errors import ConfigError, FileError, fail
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.files.json_text import parse_json
from kerasish.saving.training_snapshot import METRICS, RANDOM

#: the group of what is not the model's own state
TRAINING = "training"
#: a dict with this key alone stands for an array
_ARRAY = "array in the file"
_MOST_DEPTH = 50


def write_backup(path, model_state: Mapping[str, np.ndarray], state) -> None:
    """Writes a backup; atomic.

    Args:
        path: of the file.
        model_state: from `training_state`.
        state: of the loop: numbers, texts, None and arrays in dicts and lists.
    """
    arrays: list[np.ndarray] = []
    record = {
        "run": _plain(state, arrays),
        "places": {key: _place(key) for key in model_state},
    }
    with atomic_file(path) as temporary, h5_file_for_writing(temporary) as f:
        for key, array in model_state.items():
            group, _, name = record["places"][key].rpartition("/")
            write_array(f.require_group(group), name, np.asarray(array))
        training = f.require_group(TRAINING)
        for number, array in enumerate(arrays):
            write_array(training, str(number), array)
        text = json.dumps(record).encode("utf-8")
        write_array(training, "record", np.frombuffer(text, np.uint8))
        write_digest(f)


def _place(key: str) -> str:
    """Weights are where `Model.load_weights` looks for them, in any Keras."""
    if key == RANDOM or key.startswith(METRICS):
        return f"{TRAINING}/{key}"
    place, _, name = key.rpartition("/")
    return f"{place}/vars/{name}".lstrip("/")


def read_backup(path) -> tuple[dict, dict[str, np.ndarray]]:
    """The state of the loop, and that of the model.

    Raises:
        FileError: the file is damaged, or no backup.
    """
    with H5Reader(path) as reader:
        dataset = reader.find(reader.root, f"{TRAINING}/record")
        if dataset is None:
            reader.refuse(
                "this is no backup of a training",
                f"members {reader.members(reader.root)[:8]}",
                "pass a folder that fit(resume=...) or BackupAndRestore wrote",
            )
        try:
            record = parse_json(reader.array(dataset).tobytes().decode("utf-8"))
            run, places = record["run"], dict(record["places"])
            model_state = {
                key: _found(reader, str(place)) for key, place in places.items()
            }
            run = _with_arrays(run, reader)
            reader.settle()
            return run, model_state
        except (LookupError, TypeError, ValueError, RecursionError) as error:
            if isinstance(error, FileError):
                raise
            reader.refuse("the backup is damaged", f"{type(error).__name__}: {error}")


def _found(reader: H5Reader, place: str) -> np.ndarray:
    dataset = reader.find(reader.root, place)
    if dataset is None:
        reader.refuse(f"{place!r} is missing", None, "the backup is damaged")
    return reader.array(dataset)


def _plain(value, arrays: list, depth: int = 0):
    """The value as JSON; its arrays are appended to ``arrays``."""
    if isinstance(value, np.generic) and not graph.is_bfloat16(value.dtype):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (np.ndarray, graph.Tensor, np.generic)):
        arrays.append(np.asarray(value))
        return {_ARRAY: len(arrays) - 1}
    if depth < _MOST_DEPTH and isinstance(value, (list, tuple)):
        return [_plain(part, arrays, depth + 1) for part in value]
    if depth < _MOST_DEPTH and isinstance(value, dict):
        if all(isinstance(key, str) for key in value) and _ARRAY not in value:
            return {k: _plain(v, arrays, depth + 1) for k, v in value.items()}
    fail(
        "a state cannot be written into a backup",
        f"{type(value).__name__} {value!r}"[:200],
        "get_state of callbacks and datasets returns numbers, texts, None and arrays, "
        "in lists and in dicts by text",
        ConfigError,
    )


def _with_arrays(value, reader: H5Reader):
    """What `_plain` was given, with tuples as lists."""
    if isinstance(value, list):
        return [_with_arrays(part, reader) for part in value]
    if isinstance(value, dict):
        if value.keys() == {_ARRAY}:
            return _found(reader, f"{TRAINING}/{int(value[_ARRAY])}")
        return {key: _with_arrays(part, reader) for key, part in value.items()}
    return value

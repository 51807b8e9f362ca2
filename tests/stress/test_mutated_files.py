"""A few changed files, for the run of thousands: see `tests.stress.mutated_files`."""

import contextlib

import numpy as np
import pytest

from kerasish.base.errors import FileError
from tests.stress.mutated_files.byte_changes import change_bytes
from tests.stress.mutated_files.samples import dense_model
from tests.stress.mutated_files.structure_changes import change_structure
from tests.stress.mutated_files.trial import run_trial

#: files that once hung HDF5, or raised what nobody had thought of
ONCE_BAD = (8, 30, 33, 58, 59, 61, 68, 1032)


@pytest.mark.parametrize("seed", [*ONCE_BAD, *range(100, 110)])
def test_changed_files_are_answered(seed, tmp_path):
    kind, detail = run_trial(seed, tmp_path)
    assert kind in ("ok", "typed"), detail


@pytest.mark.parametrize("change", [change_bytes, change_structure])
def test_changed_backups_of_trainings_are_answered(change, tmp_path):
    model = dense_model()
    path = tmp_path / "latest.h5"
    model._save_training(path, {"epoch": 3, "order": np.arange(9), "best": [0.5]})
    data = path.read_bytes()
    for seed in range(20):
        path.write_bytes(change(data, np.random.default_rng(seed))[1])
        with contextlib.suppress(FileError):
            model._load_training(path)

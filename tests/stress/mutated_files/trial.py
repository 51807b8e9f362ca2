"""One changed file: what was done to it, and how all that reads files answered."""

from __future__ import annotations

import contextlib
import os
import traceback
import warnings
from pathlib import Path

import numpy as np

from graph import GraphError
from kerasish import saving
from tests.stress.mutated_files.byte_changes import change_bytes
from tests.stress.mutated_files.samples import FORMS, MODELS, deflated, model_of, sample
from tests.stress.mutated_files.structure_changes import change_structure

#: kB by which the peak of memory may grow
MOST_MEMORY = 256 << 10


def changed_file(seed: int) -> tuple[int, str, str, bytes]:
    """(number of the model, form, what was done, the bytes)."""
    rng = np.random.default_rng(seed)
    data = None
    while data is None:
        number, form = int(rng.integers(len(MODELS))), FORMS[rng.integers(len(FORMS))]
        data = sample(number, form)
    change = change_bytes if rng.random() < 0.5 else change_structure
    done, data = change(data, rng)
    if form == "packed.keras" and change is change_bytes and rng.random() < 0.3:
        with contextlib.suppress(Exception):  # whatever zipfile makes of it
            done, data = f"{done}, packed anew", deflated(data)
    return number, form, done, data


def run_trial(seed: int, folder: Path) -> tuple[str, str]:
    """(class, detail) of the worst answer to one file."""
    number, form, done, data = changed_file(seed)
    path = folder / form
    path.write_bytes(data)
    model = model_of(number)
    before = model.get_weights()
    rng = np.random.default_rng([seed, 1])
    _reset_peak()
    start = _peak()
    answers = [_answer(action, path) for action in _actions(form, model, rng)]
    grown = _peak() - start
    path.unlink()  # else the next damaged file has it for a neighbour
    for weight, array in zip(model.weights, before):
        weight.assign(array)
    what = f"{MODELS[number].__name__} {form} {done}"
    if grown > MOST_MEMORY:
        return "memory", f"{what}: {grown >> 10} MB"
    untyped = [text for kind, text in answers if kind == "untyped"]
    if untyped:
        return "untyped", f"{what}: {untyped[0]}"
    return ("ok" if any(kind == "ok" for kind, _ in answers) else "typed"), what


def _actions(form, model, rng):
    """Three of the ways to read a file; over many files each meets every change."""
    verify = bool(rng.random() < 0.3)
    fitting = {"skip_mismatch": True, "by_name": form in ("m.h5", "classic.h5")}
    yield lambda path: saving.load_model(path, verify=verify)
    if rng.random() < 0.5:
        yield lambda path: model.load_weights(path, verify=verify)
    else:
        yield lambda path: model.load_weights(path, verify=False, **fitting)
    others = [saving.verify, lambda path: str(saving.inspect(path))]
    if form.endswith((".keras", ".weights.h5")):
        others.append(saving.KerasFileEditor)
    yield others[rng.integers(len(others))]


def _answer(action, path) -> tuple[str, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            action(path)
    except (GraphError, NotImplementedError) as error:
        return "typed", str(error)
    except Exception as error:  # noqa: BLE001 what nobody thought of is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.relpath(frame.filename)}:{frame.lineno}"
        return "untyped", f"{type(error).__name__} at {where}: {error}"[:300]
    return "ok", ""


def _reset_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """The most memory in use since it was reset, in kB."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    return 0

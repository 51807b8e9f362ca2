"""All writers, readers, features and forms of files, tried."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from benchmarks.interop.catalogue import FEATURES
from benchmarks.interop.feature import Feature
from benchmarks.interop.forms import FORMS

OK, PREDICTS, KERAS_3, UNSUPPORTED = "ok", "predicts", "keras 3", "unsupported"
UNWRITTEN, OTHERS, FAIL = "unwritten", "others", "FAIL"
#: weights after some more steps of training, relative to the largest
TRAINING_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Cell:
    """What happened to a file.

    Args:
        feature, form, writer, reader: which file, and who opened it.
        status: ok; predicts: but training does not go on, with the reader's own file
            neither; keras 3: not, for no file is for both; unsupported: the reader
            cannot read its own file of this feature; unwritten: the writer cannot make
            it; others: fails between other Keras; FAIL.
        detail: the message or the differences.
    """

    feature: str
    form: str
    writer: str
    reader: str
    status: str
    detail: str = ""


def feature_cells(environments, feature: str, folder: Path) -> list[Cell]:
    """Everybody writes, then everybody reads."""
    forms = [f.name for f in forms_of(feature)]
    unwritten = {}
    for writer in environments:
        paths = {n: place(folder, writer.name, FORMS[n].ending) for n in forms}
        answer = writer.ask(
            action="write",
            feature=feature,
            paths=paths,
            expected=place(folder, writer.name, ".npz"),
        )
        for name in forms:
            error = answer.get("error") or answer["result"][name]
            unwritten[writer.name, name] = error
    raw = {}
    for (writer, form), error in unwritten.items():
        for reader in environments:
            key = (form, writer, reader.name)
            if error is not None:
                raw[key] = (UNWRITTEN, error)
                continue
            answer = reader.ask(
                action="read",
                feature=feature,
                form=form,
                path=place(folder, writer, FORMS[form].ending),
                expected=place(folder, writer, ".npz"),
            )
            raw[key] = outcome(feature, answer)
    return [Cell(feature, *key, *judged(FEATURES[feature], key, raw)) for key in raw]


def forms_of(feature: str):
    """The forms of files that can hold a feature."""
    subclassed = FEATURES[feature].is_subclassed
    return [f for f in FORMS.values() if not (subclassed and f.whole)]


def place(folder: Path, writer: str, ending: str) -> str:
    return str(folder / f"{writer}{ending}")


def outcome(feature: str, answer: dict) -> tuple[str, str]:
    """Status and detail of one reader's answer."""
    if "error" in answer:
        return FAIL, answer["error"]
    found = answer["result"]
    detail = ", ".join(f"{k} {v}" for k, v in found.items())
    if not found["predicts"] <= FEATURES[feature].tolerance:
        return FAIL, f"other predictions: {detail}"
    trains = found.get("trains", 0.0)
    goes_on = isinstance(trains, float) and trains <= TRAINING_TOLERANCE
    return (OK if goes_on else PREDICTS), detail


def judged(feature: Feature, key, raw: dict) -> tuple[str, str]:
    """A failure is the reader's own where it cannot read what it wrote itself.

    Nor is more asked than that a form is read which is another Keras' own.
    """
    form, writer, reader = key
    status, detail = raw[key]
    if status == UNWRITTEN:
        others = {w for f, w, r in raw if f == form and w == r != "kerasish"}
        written = any(raw[form, name, name][0] == OK for name in others)
        return (FAIL if writer == "kerasish" and written else UNWRITTEN), detail
    if status == OK:
        return OK, detail
    if status == PREDICTS == raw[form, writer, writer][0]:
        return PREDICTS, "the writer does not train on from its own file either"
    native = (form, FORMS[form].is_of or reader, reader)
    own_status, own_detail = raw.get(native, (OK, ""))
    if own_status in (OK, PREDICTS):
        own_status, own_detail = raw.get((form, reader, reader), (OK, ""))
    if reader != "kerasish" and status == PREDICTS and own_status != OK:
        return PREDICTS, own_detail
    if reader != "kerasish" and own_status not in (OK, PREDICTS):
        return UNSUPPORTED, own_detail
    reason = feature.only_keras_3
    is_written = writer == "kerasish" or not FORMS[form].whole
    if reason and "tf_keras" in (writer, reader) and is_written:
        return KERAS_3, reason
    if "kerasish" not in (writer, reader):
        return OTHERS, detail
    return FAIL, detail


def as_data(cells: list[Cell]) -> list[dict]:
    """The cells as plain data."""
    return [dataclasses.asdict(cell) for cell in cells]

"""One Keras, writing and reading on request: a line of JSON in, a line of JSON out.

Run by `benchmarks.interop.matrix` with the Python of an environment:
``python -m benchmarks.interop.worker MODULE``.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import warnings

import numpy as np

from benchmarks.interop.catalogue import FEATURES
from benchmarks.interop.feature import Feature
from benchmarks.interop.forms import FORMS

#: training steps before a model is written, and after
STEPS = 3


class Worker:
    """The module of a Keras at work in a folder."""

    def __init__(self, keras):
        self.keras = keras

    def write(self, feature: Feature, paths: dict[str, str], expected: str) -> dict:
        """Writes the model of a feature in some forms.

        Args:
            feature: to build.
            paths: by the name of a form.
            expected: the path for what a reader shall get.

        Returns:
            What went wrong, by form; None where it was written.
        """
        model = self.build(feature)
        data = feature.data(model)
        record = {f"y{i}": y for i, y in enumerate(predict(model, data))}
        targets = [record[name][::-1] for name in sorted(record)]
        if is_compiled(model):
            train(model, data, targets)
            record = {f"y{i}": y for i, y in enumerate(predict(model, data))}
        record |= {f"t{i}": t for i, t in enumerate(targets)}
        # the archive first: writing .h5 takes the optimizer out of a model of Keras 3
        answers = {
            name: attempt(FORMS[name].write, model, path)
            for name, path in reversed(paths.items())
        }
        if is_compiled(model):
            train(model, data, targets)
            record |= {f"w{i}": w for i, w in enumerate(weights_of(model))}
        np.savez(expected, **record)
        return answers

    def build(self, feature: Feature):
        """The model, with weights that are not the initial ones of another."""
        model = self.fresh(feature)
        random = np.random.default_rng(11)
        model.set_weights([other_values(random, w) for w in model.get_weights()])
        return model

    def fresh(self, feature: Feature):
        """The model with initial weights, its layers named as if it were the first."""
        self.keras.backend.clear_session()
        self.keras.utils.set_random_seed(7)
        return feature.build(self.keras)

    def read(self, feature: Feature, form: str, path: str, expected: str) -> dict:
        """Reads a file, and compares with what its writer got.

        Returns:
            ``predicts`` and, for compiled models, ``trains``: the differences relative
            to the largest value, or why it does not train on.
        """
        custom = feature.custom(self.keras) if feature.custom else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = FORMS[form].read(
                self.keras, lambda keras: self.fresh(feature), path, custom
            )
        with np.load(expected) as stored:
            record = dict(stored)
        data = feature.data(model)
        answer = {"predicts": difference(_numbered(record, "y"), predict(model, data))}
        after = _numbered(record, "w")
        if FORMS[form].whole and after:
            error = attempt(train, model, data, _numbered(record, "t"))
            answer["trains"] = error or difference(after, weights_of(model))
        return answer


def other_values(random, weight) -> np.ndarray:
    """Positive numbers of the weight's shape; counts and text stay."""
    weight = np.asarray(weight)
    if weight.dtype.kind != "f" and "float" not in weight.dtype.name:
        return weight
    return (0.1 + 0.5 * random.random(weight.shape)).astype(weight.dtype)


def is_compiled(model) -> bool:
    return getattr(model, "optimizer", None) is not None


def predict(model, data) -> list[np.ndarray]:
    outputs = model(data, training=False)
    if isinstance(outputs, dict):
        outputs = [outputs[name] for name in sorted(outputs)]
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [np.asarray(y) for y in outputs]


def train(model, data, targets) -> None:
    targets = targets[0] if len(targets) == 1 else targets
    if len(getattr(model, "output_names", [])) > 1 and isinstance(targets, list):
        targets = dict(zip(model.output_names, targets))
    model.run_eagerly = True  # compiling takes longer than a few steps
    for _ in range(STEPS):
        model.train_on_batch(data, targets)


def weights_of(model) -> list[np.ndarray]:
    return [np.asarray(w, "float64") for w in model.get_weights()]


def _numbered(record, letter: str) -> list[np.ndarray]:
    count = sum(name[0] == letter for name in record)
    return [record[f"{letter}{i}"] for i in range(count)]


def difference(expected, found) -> float:
    """The largest difference, relative to the largest number; infinite for shapes."""
    if [e.shape for e in expected] != [f.shape for f in found]:
        return float("inf")
    worst = 0.0
    for e, f in zip(expected, found):
        if e.dtype.kind in "OSU" or f.dtype.kind in "OSU":
            worst = max(worst, 0.0 if (e.astype(str) == f.astype(str)).all() else 1.0)
            continue
        e, f = e.astype("float64"), f.astype("float64")
        scale = max(float(np.abs(e).max(initial=0.0)), 1e-6)
        worst = max(worst, float(np.abs(e - f).max(initial=0.0)) / scale)
    return worst


def attempt(function, *arguments):
    """None, or what went wrong as text."""
    try:
        function(*arguments)
    except Exception as error:  # noqa: BLE001  whatever a Keras raises is the answer
        return f"{type(error).__name__}: {error}"
    return None


def answer(worker: Worker, request: dict) -> dict:
    """What a request gives; what goes wrong is ``error``."""
    feature = FEATURES[request.pop("feature")]
    action = getattr(worker, request.pop("action"))
    try:
        return {"result": action(feature, **request)}
    except Exception as error:  # noqa: BLE001  whatever a Keras raises is the answer
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    warnings.simplefilter("ignore")
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    with contextlib.redirect_stdout(sys.stderr):  # libraries may print
        keras = importlib.import_module(sys.argv[1])
        worker = Worker(keras)
        print(json.dumps({"version": keras.__version__}), file=replies, flush=True)
        for line in sys.stdin:
            text = json.dumps(answer(worker, json.loads(line)))
            print(text, file=replies, flush=True)


if __name__ == "__main__":
    main()

"""The files that are changed: small models in every form that Kerasish writes."""

from __future__ import annotations

import contextlib
import functools
import io
import tempfile
import zipfile
from pathlib import Path

import h5py
import numpy as np

import kerasish
from kerasish import layers

FORMS = ("m.h5", "m.weights.h5", "m.keras", "packed.keras", "packed.h5", "latest.h5",
         "classic.h5")  # fmt: skip


def dense_model():
    model = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(8, "relu", name="d"), layers.Dense(1)]
    )
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.ones((4, 4)), np.ones((4, 1)), verbose=0)
    return model


def branching_model():
    x = kerasish.Input((8, 8, 1), name="picture")
    y = layers.Conv2D(2, 3, padding="same")(x)
    y = layers.BatchNormalization()(y)
    z = layers.Dropout(0.5)(layers.Add()([y, layers.Conv2D(2, 1)(x)]))
    inner = kerasish.Sequential([kerasish.Input((128,)), layers.Dense(3, name="in")])
    return kerasish.Model(x, [inner(layers.Flatten()(z)), layers.ReLU(6.0)(y)])


def recurrent_model():
    return kerasish.Sequential(
        [
            kerasish.Input((5,), dtype="int32"),
            layers.Embedding(7, 4, mask_zero=True),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(2)),
            layers.GRU(2),
        ]
    )


def words_model():
    return kerasish.Sequential(
        [
            kerasish.Input((3,), dtype="string"),
            layers.StringLookup(vocabulary=["a", "b", "c"]),
            layers.Embedding(5, 2),
        ]
    )


MODELS = (dense_model, branching_model, recurrent_model, words_model)


@functools.cache
def model_of(number: int):
    return MODELS[number]()


@functools.cache
def sample(number: int, form: str) -> bytes | None:
    """The bytes of a model in one form; None where the model has no such form."""
    model = model_of(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, form)
        with contextlib.suppress(NotImplementedError):
            _write(model, path)
            return path.read_bytes()
    return None


def _write(model, path: Path) -> None:
    if "weights" in path.name or path.name == "classic.h5":
        model.save_weights(path)
    else:
        model.save(path)
    if path.name == "packed.keras":
        path.write_bytes(deflated(path.read_bytes()))
    elif path.name == "packed.h5":
        _copy(path, {}, {"chunks": True, "compression": "gzip", "fletcher32": True})
    elif path.name == "latest.h5":
        _copy(path, {"libver": "latest"}, {})


def deflated(data: bytes) -> bytes:
    """The archive with its members compressed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return target.getvalue()


def _copy(path: Path, file_options: dict, options: dict) -> None:
    """The same parts, stored as other tools would."""
    with h5py.File(path) as old, h5py.File(f"{path}.new", "w", **file_options) as new:
        new.attrs.update(old.attrs)

        def copy(name, item):
            if isinstance(item, h5py.Group):
                made = new.require_group(name)
            else:
                made = new.create_dataset(
                    name, data=item[()], **(options if item.shape else {})
                )
            made.attrs.update(item.attrs)

        old.visititems(copy)
    Path(f"{path}.new").replace(path)

"""Files that a real Keras wrote, with inputs and what it predicted: one zip a version.

``name.h5`` was written by ``model.save``, or by ``save_weights``: then ``name.json`` is
what ``to_json`` gave. ``name.npz`` holds inputs x0, x1, ... and predictions y0, ...
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np

import kerasish

FILES = Path(__file__).parent / "files"


def names(version: str) -> list[str]:
    """The recorded models of a version."""
    with zipfile.ZipFile(FILES / f"keras_{version}.zip") as archive:
        members = [Path(name) for name in archive.namelist()]
    return [member.stem for member in members if member.suffix == ".npz"]


def unpack(version: str, name: str, folder: Path):
    """The path of the file, its config or None, inputs and predictions."""
    with zipfile.ZipFile(FILES / f"keras_{version}.zip") as archive:
        path = folder / f"{name}.h5"
        path.write_bytes(archive.read(f"{name}.h5"))
        has_config = f"{name}.json" in archive.namelist()
        config = archive.read(f"{name}.json").decode() if has_config else None
        arrays = np.load(io.BytesIO(archive.read(f"{name}.npz")))
        keys = sorted(arrays.files)
    found = {kind: [arrays[k] for k in keys if k[0] == kind] for kind in "xy"}
    return path, config, found["x"], found["y"]


def opened(path: Path, config: str | None, custom_objects=None):
    """The model with its weights."""
    if config is None:
        return kerasish.models.load_model(path, custom_objects, compile=False)
    model = kerasish.models.model_from_json(config, custom_objects)
    model.load_weights(path)
    return model


def predictions(model, inputs) -> list[np.ndarray]:
    found = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return list(found) if isinstance(found, (list, tuple)) else [found]


def require_equal(got, expected) -> None:
    """Equal to what float32 sums in another order give."""
    assert [g.shape for g in got] == [e.shape for e in expected]
    for g, e in zip(got, expected):
        np.testing.assert_allclose(g, e, rtol=2e-5, atol=2e-5 * np.abs(e).max())


def check(version: str, name: str, folder: Path, custom_objects=None):
    """Opens a recorded model, compares its predictions, and returns it."""
    path, config, inputs, expected = unpack(version, name, folder)
    model = opened(path, config, custom_objects)
    require_equal(predictions(model, inputs), expected)
    return model

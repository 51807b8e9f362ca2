"""Makes all attacks in one process and prints how each was answered, as JSON lines.

python -m tests.kerasish.saving.attacks.run FOLDER [PART OF A NAME]
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np

import kerasish
from kerasish import layers, saving
from kerasish.models.functional import Functional
from kerasish.saving.files.h5_digest import is_digest
from kerasish.saving.loading import model_from_bytes
from tests.kerasish.saving.attacks import archive_attacks, h5_attacks
from tests.kerasish.saving.attacks.config_attacks import (
    BYTECODE,
    INJECTION,
    NONSENSE,
    SIZES,
    record,
)
from tests.kerasish.saving.attacks.graph_attacks import GRAPHS
from tests.kerasish.saving.attacks.watch import Watch

#: bytes of addresses; what asks for more gets a MemoryError
MOST_ADDRESSES = 3 << 30
#: what a program may ask for that has no file: only the machine is the limit
ALLOWED_WITHOUT_FILE = ("Dense with 10**8 units", "a hundred layers")


def main(folder: str, part: str = "") -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    os.chdir(folder)
    place = Path.cwd()
    tempfile.tempdir = str(place / "tmp")
    Path("tmp").mkdir()
    Path("SECRET").write_text("secret\nwords\n")
    Path("canary_module.py").write_text("open('CANARY', 'w').close()\nclass Layer: 0\n")
    sys.path.insert(0, str(place))
    warnings.simplefilter("ignore")
    model = small_model()
    layers.STFTSpectrogram()  # what is imported at first use is not an attack's time
    watch = Watch(place)
    for label, entry, action in attacks(model):
        if part not in label:
            continue
        kind, text, seconds, memory, events = watch.measure(action)
        events += [f"made {p}" for p in ("CANARY", "SLIP", "../SLIP", "tmp/SLIP")
                   if Path(p).exists()]  # fmt: skip
        print(json.dumps([label, entry, kind, text[:300], seconds, memory, events]),
              flush=True)  # fmt: skip


def small_model():
    model = kerasish.Sequential(
        [
            kerasish.Input((4,)),
            layers.Dense(64, name="d"),
            layers.Dense(1, name="e"),
        ],
        name="net",
    )
    model.compile("adam", "mse")
    return model


def attacks(model) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """(label, entry point, what to do)."""
    model.save("good.h5")
    model.save("good.keras")
    with h5py.File("good.h5", "r+") as f:
        for name in [n for n in f.attrs if is_digest(n)]:
            del f.attrs[name]
    with zipfile.ZipFile("good.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["metadata.json"] = b'{"keras_version": "3.15.0"}'
    for label, config in whole_configs().items():
        yield from config_entries(label, config, members)
    for label, config in compile_configs().items():
        yield from compile_entries(label, config, members)
    for label, change in h5_attacks.ATTACKS.items():
        yield from h5_entries(label, change, model)
    for label, make in archive_attacks.ATTACKS.items():
        yield from archive_entries(label, make, members, model)


def whole_configs() -> dict[str, object]:
    """Records of models; layers stand second in a Sequential."""
    start = record("InputLayer", batch_shape=[None, 4], dtype="float32")
    start["config"]["name"] = "x"
    records = {
        label: {
            "class_name": "Sequential",
            "config": {"name": "net", "layers": [start, layer]},
        }
        for group in (BYTECODE, INJECTION, SIZES, NONSENSE)
        for label, layer in group.items()
    }
    return {**records, **GRAPHS}


def compile_configs() -> dict[str, object]:
    """What stands for the loss, and is tried for the metrics and the optimizer too."""
    found = {}
    for group in (BYTECODE, INJECTION):
        for label, layer in group.items():
            value = layer["config"]
            value = value.get("activation", value.get("function", layer))
            found[label] = value
    return found


def config_entries(label, config, members):
    text = json.dumps(config)
    shutil.copy("good.h5", "m.h5")
    with h5py.File("m.h5", "r+") as f:
        f.attrs["model_config"] = text
    yield label, "load_model(.h5)", lambda: saving.load_model("m.h5")
    archive_attacks.write("m.keras", {**members, "config.json": text.encode()})
    yield label, "load_model(.keras)", lambda: saving.load_model("m.keras")
    if label in BYTECODE:  # it is what load_model does with the bytes
        data = Path("m.keras").read_bytes()
        yield label, "unpickling", lambda: model_from_bytes(data)
    if label.startswith(ALLOWED_WITHOUT_FILE):
        return
    yield label, "model_from_json", lambda: saving.model_from_json(text)
    inner = config.get("config") if isinstance(config, dict) else config
    kind = kerasish.Sequential
    if isinstance(config, dict) and config.get("class_name") == "Functional":
        kind = Functional
    yield label, "from_config", lambda: kind.from_config(inner)


def compile_entries(label, value, members):
    """The value as loss, metrics or optimizer of a good model, in one of the forms."""
    adam = {"class_name": "Adam", "module": "keras.optimizers", "config": {}}
    place = ("loss", "metrics", "optimizer")[len(label) % 3]
    found = {"optimizer": adam, "loss": "mse", place: value}
    what = f"{label}, as {place}"
    if len(label) % 2:
        shutil.copy("good.h5", "m.h5")
        with h5py.File("m.h5", "r+") as f:
            old = {**found, "optimizer_config": found["optimizer"]}
            f.attrs["training_config"] = json.dumps(old)
        yield what, "load_model(.h5)", lambda: saving.load_model("m.h5")
        return
    config = {**json.loads(members["config.json"]), "compile_config": found}
    changed = {**members, "config.json": json.dumps(config).encode()}
    archive_attacks.write("m.keras", changed)
    yield what, "load_model(.keras)", lambda: saving.load_model("m.keras")


def h5_entries(label, change, model):
    shutil.copy("good.h5", "m.h5")
    with h5py.File("m.h5", "r+") as f:
        change(f)
    fitting = {"by_name": True, "skip_mismatch": True}
    yield label, "load_model(.h5)", lambda: saving.load_model("m.h5")
    yield label, "load_weights(.h5)", lambda: model.load_weights("m.h5")
    yield label, "by_name", lambda: model.load_weights("m.h5", **fitting)
    yield label, "verify", lambda: saving.verify("m.h5")
    shutil.copy("m.h5", "m.weights.h5")
    yield label, "KerasFileEditor", lambda: saving.KerasFileEditor("m.weights.h5")
    if hasattr(saving, "inspect"):
        yield label, "inspect", lambda: str(saving.inspect("m.h5"))


def archive_entries(label, make, members, model):
    for path in map(Path, ("m.keras", "m.folder")):
        (shutil.rmtree if path.is_dir() else path.unlink)(path) if path.exists() else 0
    path = "m.folder" if "folder" in label else "m.keras"
    make(path, members)
    yield label, "load_model(.keras)", lambda: saving.load_model(path)
    yield label, "load_weights(.keras)", lambda: model.load_weights(path)
    yield label, "verify", lambda: saving.verify(path)
    if path == "m.keras":
        yield label, "KerasFileEditor", lambda: saving.KerasFileEditor(path)
    if hasattr(saving, "inspect"):
        yield label, "inspect", lambda: str(saving.inspect(path))


if __name__ == "__main__":
    np.seterr(all="ignore")
    main(*sys.argv[1:])

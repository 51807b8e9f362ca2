"""Changes to files that keep them whole: configs, attributes, datasets and links."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile

import h5py
import numpy as np

from tests.stress.mutated_files.config_changes import change_config

CONFIGS = ("model_config", "training_config")


def change_structure(data: bytes, rng: np.random.Generator) -> tuple[str, bytes]:
    """(what was done, the changed bytes); the digest is taken out."""
    if data[:2] == b"PK":
        return _change_archive(data, rng)
    stream = io.BytesIO(data)
    with h5py.File(stream, "r+") as file:
        for name in [n for n in file.attrs if n.startswith("kerasish_digest")]:
            del file.attrs[name]
        done = _change_h5(file, rng)
    return done, stream.getvalue()


def _change_archive(data, rng):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
        packing = archive.infolist()[0].compress_type
    metadata = json.loads(members["metadata.json"])
    metadata.pop("kerasish_digest", None)
    members["metadata.json"] = json.dumps(metadata).encode()
    choice = rng.integers(6)
    if choice < 3:
        done, name = "config", "config.json"
        changed = change_config(json.loads(members[name]), rng)
        members[name] = json.dumps(changed).encode()
    elif choice == 3:
        done = "a member is gone"
        del members[sorted(members)[rng.integers(len(members))]]
    else:
        name = "model.weights.h5"
        done, members[name] = change_structure(members[name], rng)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return done, target.getvalue()


def _change_h5(file, rng) -> str:
    configs = [name for name in CONFIGS if name in file.attrs]
    if configs and rng.random() < 0.5:
        name = configs[rng.integers(len(configs))]
        config = change_config(json.loads(file.attrs[name]), rng)
        file.attrs[name] = json.dumps(config).encode()
        return name
    items = [file]
    file.visititems(lambda _, item: items.append(item))
    for _ in range(rng.integers(1, 4)):
        item = items[rng.integers(len(items))]
        if not item:  # it went with another
            continue
        attributes = sorted(item.attrs)
        if attributes and rng.random() < 0.6:
            _change_attribute(item, attributes[rng.integers(len(attributes))], rng)
        elif item.name not in ("/", None):
            with contextlib.suppress(KeyError, RuntimeError):  # its group is gone
                _change_link(file, item, rng)
    return "parts"


def _change_attribute(item, name: str, rng) -> None:
    value = item.attrs[name]
    del item.attrs[name]
    new = (
        None, 3, np.float32(0.5), "text", b"\xff\xfe", np.zeros(3), np.array([], "f8"),
        [b"a", b"b"], np.array(["d", "e"], object), np.array([value] * 2, object),
        h5py.Empty("f4"), np.zeros((2, 2), "i1"), np.array([(1, 2)], "i4,f8"),
    )  # fmt: skip
    choice = new[rng.integers(len(new))]
    if choice is None:
        return
    if rng.random() < 0.3 and np.ndim(value) == 1 and len(value):
        choice = list(value[:-1]) if rng.random() < 0.5 else [*value, value[0]]
    try:
        item.attrs[name] = choice
    except (TypeError, ValueError):
        item.attrs[name] = 1


def _change_link(file, item, rng) -> None:
    name, old = item.name, np.asarray(item[()]) if hasattr(item, "shape") else None
    del file[name]
    shape = (2,) if old is None else old.shape
    choice = rng.integers(10)
    if choice == 1:
        file[name] = h5py.SoftLink(name)
    elif choice == 2:
        file[name] = h5py.SoftLink("/nowhere")
    elif choice == 3:
        file[name] = h5py.ExternalLink("other.h5", "/x")
    elif choice == 4:
        file[name] = file["/"]
    elif choice == 5:
        file.create_group(name)
    elif choice == 6:
        file.create_dataset(name, (2**40,), "f4", chunks=(2**16,))
    elif choice == 7:
        file[name] = np.zeros((*shape, 2), "f4")
    elif choice == 8:
        kinds = ("f2", "f8", ">f4", "i8", "?", "S5", "c8", "i4,f4", "V2", "V3", "u1")
        file[name] = np.zeros(shape, kinds[rng.integers(len(kinds))])
    elif choice == 9:
        file.create_dataset(name, shape, h5py.special_dtype(vlen=np.dtype("f4")))

"""Archives that lead out of themselves, unpack without end, or are not what they say.

Each gets the members of a good archive, without digest, and the path to write to.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

ATTACKS: dict[str, object] = {}


def attack(what: str):
    def register(function):
        ATTACKS[what] = function
        return function

    return register


def write(path, members: dict[str, bytes], packing=zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def patched(path, old: bytes, new: bytes, number: int = -1) -> None:
    data = Path(path).read_bytes()
    assert old in data
    Path(path).write_bytes(data.replace(old, new, number))


for _name in ("assets/../../SLIP", "assets//../../SLIP", "assets/..\\..\\SLIP",
              "assets/C:\\SLIP", "assets/a/../../../SLIP"):  # fmt: skip
    ATTACKS[f"a member called {_name}"] = lambda path, members, name=_name: write(
        path, {**members, name: b"x"}
    )


@attack("a symlink among the members")
def symlink(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            if name == "config.json":
                info.external_attr, data = 0xA1ED << 16, b"SECRET"
            archive.writestr(info, data)


@attack("two members of one name")
def duplicate(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("config.json", "other_.json", *members):
            archive.writestr(name, members.get(name, members["config.json"]))
    patched(path, b"other_.json", b"config.json")


@attack("members that share their bytes")
def overlapping(path, members):
    write(path, {**members, "assets/a": b"x" * 100, "assets/b": b"x" * 100})
    data = bytearray(Path(path).read_bytes())
    with zipfile.ZipFile(path) as archive:
        first = archive.getinfo("assets/a").header_offset
    entry = data.rindex(b"assets/b") - 46
    data[entry + 42 : entry + 46] = struct.pack("<I", first)
    Path(path).write_bytes(data)


@attack("a config that unpacks to a gigabyte")
def config_bomb(path, members):
    write(
        path, {**members, "config.json": b"[" + b" " * (1 << 26)}, zipfile.ZIP_DEFLATED
    )


@attack("weights that unpack a thousand times")
def weights_bomb(path, members):
    weights = members["model.weights.h5"] + bytes(90 << 20)
    write(path, {**members, "model.weights.h5": weights}, zipfile.ZIP_DEFLATED)


@attack("an asset that unpacks a thousand times")
def asset_bomb(path, members):
    write(path, {**members, "assets/a": bytes(90 << 20)}, zipfile.ZIP_DEFLATED)


@attack("a size that is not true")
def wrong_size(path, members):
    write(path, members)
    size = struct.pack("<I", len(members["config.json"]))
    patched(path, size + size, size + struct.pack("<I", 0x7FFFFFFF))


@attack("a password")
def encrypted(path, members):
    write(path, members)
    data = bytearray(Path(path).read_bytes())
    entry = data.rindex(b"config.json") - 46
    data[entry + 8] |= 1
    Path(path).write_bytes(data)


@attack("a packing that Keras never used")
def lzma(path, members):
    write(path, members, zipfile.ZIP_LZMA)


@attack("a packing that nobody knows")
def unknown_packing(path, members):
    write(path, members)
    data = bytearray(Path(path).read_bytes())
    entry = data.rindex(b"config.json") - 46
    data[entry + 10 : entry + 12] = struct.pack("<H", 77)
    Path(path).write_bytes(data)


@attack("a hundred thousand members")
def many_members(path, members):
    directory = io.BytesIO()
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 7,
                        0, 0, 0, 0, 0, 0)  # fmt: skip
    for i in range(100_000):
        directory.write(entry + b"%07d" % i)
    data = directory.getvalue()
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(data), 0, 0)
    Path(path).write_bytes(data + end)


@attack("a list of members of a terabyte")
def large_directory(path, members):
    write(path, members)
    data = bytearray(Path(path).read_bytes())
    end = data.rindex(b"PK\5\6")
    data[end + 12 : end + 16] = struct.pack("<I", 0xFFFFFFF0)
    Path(path).write_bytes(data)


@attack("bytes that are not what was summed")
def wrong_sum(path, members):
    write(path, members)
    patched(path, b'"class_name"', b'"slass_name"', 1)


@attack("no config")
def no_config(path, members):
    write(path, {k: v for k, v in members.items() if k != "config.json"})


@attack("no weights")
def no_weights(path, members):
    write(path, {k: v for k, v in members.items() if "weights" not in k})


@attack("pickled arrays for weights")
def pickled(path, members):
    import numpy as np

    stream = io.BytesIO()
    np.savez(stream, a=np.array([{"x": 1}], object))
    others = {k: v for k, v in members.items() if "weights" not in k}
    write(path, {**others, "model.weights.npz": stream.getvalue()})


@attack("an archive in place of the weights")
def archive_in_archive(path, members):
    write(path, members)
    write(path, {**members, "model.weights.h5": Path(path).read_bytes()})


@attack("metadata that is a list")
def metadata_list(path, members):
    write(path, {**members, "metadata.json": b"[1]"})


@attack("metadata without an end")
def metadata_text(path, members):
    write(path, {**members, "metadata.json": b'{"a": '})


@attack("a version that is a list")
def version_list(path, members):
    write(path, {**members, "metadata.json": b'{"keras_version": [3]}'})


@attack("a config in another alphabet")
def config_bytes(path, members):
    write(path, {**members, "config.json": "{}".encode("utf-16")})


@attack("nothing")
def empty(path, members):
    Path(path).write_bytes(b"")


@attack("only an end")
def only_end(path, members):
    Path(path).write_bytes(b"PK\5\6" + bytes(18))


def folder(path, members) -> Path:
    Path(path).mkdir()
    for name, data in members.items():
        Path(path, name).write_bytes(data)
    return Path(path)


@attack("a folder whose config is a link")
def linked_config(path, members):
    config = folder(path, members) / "config.json"
    config.unlink()
    os.symlink("SECRET", config)


@attack("a folder whose weights are a link")
def linked_weights(path, members):
    weights = folder(path, members) / "model.weights.h5"
    weights.unlink()
    os.symlink("/etc/passwd", weights)


@attack("a folder whose assets are a link")
def linked_assets(path, members):
    os.symlink("/etc", folder(path, members) / "assets")


@attack("a folder with a link to itself")
def linked_folder(path, members):
    os.symlink(".", folder(path, members) / "loop")


@attack("a folder whose weights are a pipe")
def pipe(path, members):
    weights = folder(path, members) / "model.weights.h5"
    weights.unlink()
    os.mkfifo(weights)

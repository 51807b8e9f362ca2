"""Machine code on disk: found again, and only where it is whole and ours."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from graph.engines.native import cache
from graph.engines.native.cache import code_key, load, prune, store
from graph.engines.native.target import current_target
from tests.graph.engines.native.runtime.machine import python

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("KERASISH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def entry(folder: Path, key: bytes = KEY) -> Path:
    return folder / f"{key.hex()}.code"


def test_what_is_stored_is_found(folder):
    assert load(KEY) is None
    for data in (b"code", b"", bytes(range(256)) * 5000):
        store(KEY, data)
        assert load(KEY) == data
    assert load(OTHER) is None
    assert os.listdir(folder) == [entry(folder).name]


def test_the_folder_is_private(folder):
    store(KEY, b"code")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry(folder).stat().st_mode & 0o777 == 0o600


def truncated(content):
    return content[:-1]


def longer(content):
    return content + b"x"


def flipped(content):
    return content[:-3] + bytes([content[-3] ^ 1]) + content[-2:]


def other_format(content):
    return b"X" + content[1:]


def empty(content):
    return b""


@pytest.mark.parametrize("damage", [truncated, longer, flipped, other_format, empty])
def test_damaged_entries_are_ignored_and_replaced(folder, damage):
    store(KEY, b"some code")
    entry(folder).write_bytes(damage(entry(folder).read_bytes()))
    assert load(KEY) is None
    store(KEY, b"some code")
    assert load(KEY) == b"some code"


def test_an_entry_of_another_key_is_ignored(folder):
    store(KEY, b"some code")
    shutil.copy(entry(folder), entry(folder, OTHER))
    assert load(OTHER) is None


def test_a_folder_that_others_may_write_is_ignored(folder):
    store(KEY, b"code")
    folder.chmod(0o777)
    assert load(KEY) is None
    store(OTHER, b"code")
    assert not entry(folder, OTHER).exists()
    folder.chmod(0o700)
    assert load(KEY) == b"code"


def test_a_folder_of_another_user_is_ignored(folder, monkeypatch):
    store(KEY, b"code")
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    if folder.stat().st_uid:
        assert load(KEY) is None
        return
    os.chown(folder, 54321, -1)
    assert load(KEY) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KERASISH_CACHE", str(tmp_path / "file" / "cache"))
    store(KEY, b"code")
    assert load(KEY) is None


def test_a_full_disk_leaves_nothing_behind(folder, monkeypatch):
    store(KEY, b"old")

    def replace(source, target):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", replace)
    store(KEY, b"new")
    assert load(KEY) == b"old"
    assert os.listdir(folder) == [entry(folder).name]


def test_off_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("KERASISH_CACHE", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    store(KEY, b"code")
    assert load(KEY) is None
    assert os.listdir(tmp_path) == []


def test_where_it_is_kept_by_default(tmp_path, monkeypatch):
    monkeypatch.delenv("KERASISH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    store(KEY, b"code")
    assert entry(tmp_path / "xdg" / "kerasish" / "native").exists()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    store(KEY, b"code")
    assert entry(tmp_path / "home" / ".cache" / "kerasish" / "native").exists()


def test_the_oldest_entries_are_removed(folder):
    keys = [bytes([n]) * 32 for n in range(5)]
    for age, key in enumerate(reversed(keys)):
        store(key, b"x" * 1000)
        os.utime(entry(folder, key), (1000 + age, 1000 + age))
    load(keys[4])  # used: now it is the newest
    (folder / "notes.txt").write_text("not ours" * 1000)
    size = entry(folder, keys[0]).stat().st_size
    prune(folder, 3 * size)
    assert [load(key) is None for key in keys] == [False, False, True, True, False]
    assert (folder / "notes.txt").exists()


def test_the_size_is_limited_while_entries_are_stored(folder, monkeypatch):
    monkeypatch.setattr(cache, "SIZE_LIMIT", 20_000)
    monkeypatch.setattr(cache, "_BYTES_BETWEEN_LOOKS", 5000)
    for number in range(100):
        store(number.to_bytes(32, "little"), bytes(1000))
    assert sum(f.stat().st_size for f in folder.iterdir()) <= 20_000 + 2 * 5000
    assert load((99).to_bytes(32, "little")) == bytes(1000)


def test_writers_and_readers_at_once(folder):
    """A reader sees all of one writer's data, or nothing."""
    versions = [bytes([n]) * 200_000 for n in range(4)]
    bad = []

    def write(data):
        for _ in range(20):
            store(KEY, data)
            found = load(KEY)
            if found not in versions:
                bad.append(found)

    writers = [threading.Thread(target=write, args=(data,)) for data in versions]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert bad == []
    assert load(KEY) in versions
    assert os.listdir(folder) == [entry(folder).name]


def test_keys_tell_code_apart():
    target = current_target()
    keys = [
        code_key("a", target=target),
        code_key("b", target=target),
        code_key("a", 1, target=target),
        code_key("a", (1, np.dtype("float32")), target=target),
        code_key("a", (1, np.dtype("float64")), target=target),
        code_key("a", target=target._replace(cpu="another")),
        code_key("a", target=target._replace(features="+none")),
    ]
    assert len(set(keys)) == len(keys)
    assert code_key("a", target=target) == keys[0]


def test_a_key_needs_values_that_can_be_told_apart():
    with pytest.raises(ValueError, match="no repr of its own"):
        code_key(object(), target=current_target())


def test_another_generator_has_other_keys(monkeypatch, tmp_path):
    """A changed source, a new one, another version of llvmlite: none takes old code."""
    ours, target = code_key("a", target=current_target()), current_target()
    native = tmp_path / "graph" / "engines" / "native"
    shutil.copytree(Path(cache.__file__).parent, native)
    shutil.copytree(Path(cache.__file__).parents[2] / "ops", tmp_path / "graph" / "ops")
    monkeypatch.setattr(cache, "__file__", str(native / "cache.py"))

    def key():
        cache._generator.cache_clear()
        return code_key("a", target=target)

    assert key() == ours
    builder = native / "builder.py"
    builder.write_text(builder.read_text().replace("nsw", "nuw", 1))
    changed = key()
    assert changed != ours
    (tmp_path / "graph" / "ops" / "new_op.py").write_text("")
    added = key()
    assert added not in (ours, changed)
    monkeypatch.setattr("llvmlite.__version__", "0.0.0")
    assert key() not in (ours, changed, added)
    monkeypatch.undo()
    cache._generator.cache_clear()
    assert code_key("a", target=target) == ours


def test_the_next_process_loads_the_runtime(tmp_path):
    """It compiles nothing, and a damaged entry is made anew."""
    script = """
import graph.engines.native.runtime.loading as loading
made = []
compile_object = loading.compile_object
loading.compile_object = lambda *a: made.append(1) or compile_object(*a)
from graph.engines.native.runtime import Schedule, run
assert run(Schedule()) == 0
print(len(made))
"""
    for damage, want in [(False, "1\n"), (False, "0\n"), (True, "1\n"), (False, "0\n")]:
        for file in tmp_path.glob("*.code") if damage else ():
            file.write_bytes(file.read_bytes()[:-100])
        assert python(script, KERASISH_CACHE=str(tmp_path)) == want

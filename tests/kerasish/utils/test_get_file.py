"""get_file: kept files, digests, archives that are safe."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

import graph
from kerasish import utils
from kerasish.base.errors import FileError


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "web" / "words.txt"
    path.parent.mkdir()
    path.write_text("one")
    return path


def get(source, tmp_path, **kwargs):
    return utils.get_file(origin=source.as_uri(), cache_dir=tmp_path / "kept", **kwargs)


def test_files_are_kept(source, tmp_path):
    kept = Path(get(source, tmp_path))
    assert kept == tmp_path / "kept" / "datasets" / "words.txt"
    source.write_text("two")
    assert Path(get(source, tmp_path)).read_text() == "one"
    assert Path(get(source, tmp_path, force_download=True)).read_text() == "two"
    other = get(source, tmp_path, fname="other.txt", cache_subdir="models")
    assert Path(other) == tmp_path / "kept" / "models" / "other.txt"


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_digests(source, tmp_path, algorithm):
    digest = hashlib.new(algorithm, b"one").hexdigest()
    path = Path(get(source, tmp_path, file_hash=digest))
    path.write_text("damaged")
    assert Path(get(source, tmp_path, file_hash=digest)).read_text() == "one"
    with pytest.raises(FileError, match="not the file that was expected"):
        get(source, tmp_path, fname="x.txt", file_hash=digest[::-1])
    assert sorted(p.name for p in path.parent.iterdir()) == ["words.txt"]


def test_the_folder_of_the_environment(source, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    path = utils.get_file(origin=source.as_uri())
    assert Path(path).parent == tmp_path / "home" / "datasets"


def test_archives_are_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/side.txt", "zip")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("in/side.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"tar"))
    folder = get(tmp_path / "a.zip", tmp_path, extract=True)
    assert Path(folder).name == "a.zip"
    assert Path(folder, "in", "side.txt").read_text() == "zip"
    folder = get(tmp_path / "a.tar.gz", tmp_path, fname="b.tar.gz", untar=True)
    assert Path(folder).name == "b_extracted"
    assert Path(folder, "in", "side.txt").read_text() == "tar"


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "in/../../out.txt"])
def test_members_stay_inside(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "x")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    for archive in ("a.zip", "a.tar"):
        with pytest.raises(FileError, match="leads out of the folder"):
            get(tmp_path / archive, tmp_path, extract=True)


def test_links_are_not_unpacked(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)
    with pytest.raises(FileError, match="link or a device"):
        get(tmp_path / "a.tar", tmp_path, extract=True)


def test_what_is_no_archive_is_told(source, tmp_path):
    with pytest.warns(UserWarning, match="no archive that is known"):
        get(source, tmp_path, extract=True)


def test_wrong_arguments(source, tmp_path):
    with pytest.raises(graph.ArgumentError, match="origin is missing"):
        utils.get_file("a.txt")
    for origin in ("words.txt", "ftp://host/words.txt"):
        with pytest.raises(graph.ArgumentError, match="must be an address"):
            utils.get_file("a.txt", origin)
    with pytest.raises(graph.ArgumentError, match="without slashes"):
        get(source, tmp_path, fname="../a.txt")
    with pytest.raises(FileError, match="cannot be downloaded"):
        get(tmp_path / "nowhere.txt", tmp_path)

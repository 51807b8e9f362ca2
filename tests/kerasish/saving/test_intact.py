"""The digest in files: damage is recognised, and an intact file is offered."""

import os
import zipfile

import h5py
import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers, saving
from kerasish.base.errors import DamagedFileError

NAMES = ("m.h5", "m.weights.h5", "m.keras")


@pytest.fixture
def model():
    model = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(8, name="d"), layers.Dense(1)], name="net"
    )
    model.compile("adam", "mse")
    model.fit(np.ones((4, 4)), np.ones((4, 1)), verbose=0)
    return model


def write(model, path):
    (model.save_weights if "weights" in path.name else model.save)(path)
    return path


def read(model, path, **options):
    if "weights" in path.name:
        model.load_weights(path, **options)
        return model
    return saving.load_model(path, **options)


def flip(path, start: int, bit: int = 0):
    data = bytearray(path.read_bytes())
    data[start] ^= 1 << bit
    path.write_bytes(data)


def change_kernel(path):
    """As another tool would: one number of one dataset."""
    with h5py.File(path, "r+") as f:
        found = []
        f.visititems(lambda name, item: found.append(item))
        dataset = next(i for i in found if getattr(i, "shape", None) == (4, 8))
        dataset[0, 0] += 1.0


@pytest.mark.parametrize("name", NAMES)
def test_files_are_what_was_written(model, tmp_path, name):
    path = write(model, tmp_path / name)
    assert saving.verify(path) is True
    read(model, path)


def test_folders_have_a_digest_too(model, tmp_path):
    model.save(tmp_path / "m", zipped=False)
    assert saving.verify(tmp_path / "m") is True
    flip(tmp_path / "m" / "config.json", 40)
    with pytest.raises(DamagedFileError, match=r"config\.json"):
        saving.load_model(tmp_path / "m")


@pytest.mark.parametrize("name", NAMES)
def test_flipped_numbers_are_recognised(model, tmp_path, name):
    path = write(model, tmp_path / name)
    kernel = model.layers[0].kernel.numpy()
    flip(path, path.read_bytes().index(kernel.tobytes()) + 17, bit=3)
    with pytest.raises(DamagedFileError):
        saving.verify(path)
    with pytest.raises(DamagedFileError):
        read(model, path)
    np.testing.assert_array_equal(model.layers[0].kernel.numpy(), kernel)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", [0.2, 0.7, 0.99])
def test_truncated_files_are_recognised(model, tmp_path, name, part):
    path = write(model, tmp_path / name)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(DamagedFileError):
        saving.verify(path)


def test_what_is_missing_is_recognised(model, tmp_path):
    path = write(model, tmp_path / "m.h5")
    with h5py.File(path, "r+") as f:
        del f.attrs["training_config"]
    with pytest.warns(UserWarning, match="training_config"):
        saving.load_model(path)
    with pytest.raises(DamagedFileError, match="1 parts are missing"):
        saving.verify(path)


def test_what_was_added_is_recognised(model, tmp_path):
    path = write(model, tmp_path / "m.weights.h5")
    with h5py.File(path, "r+") as f:
        f["more"] = np.ones(3)
    with pytest.raises(DamagedFileError, match="'/more' is not what was written"):
        saving.verify(path)


def test_a_damaged_digest_is_recognised(model, tmp_path):
    path = write(model, tmp_path / "m.h5")
    with h5py.File(path, "r+") as f:
        digest = f.attrs["kerasish_digest0"]
        digest[3] += np.uint64(1)
        f.attrs["kerasish_digest0"] = digest
    with pytest.raises(DamagedFileError, match="digest is damaged"):
        saving.load_model(path)
    saving.load_model(path, verify=False)


def test_files_changed_on_purpose_can_be_read(model, tmp_path):
    path = write(model, tmp_path / "m.h5")
    change_kernel(path)
    with pytest.raises(DamagedFileError, match="verify=False"):
        saving.load_model(path)
    with pytest.raises(DamagedFileError, match="verify=False"):
        model.load_weights(path)
    model.load_weights(path, verify=False)
    loaded = saving.load_model(path, verify=False)
    saving.write_digest(path)
    assert saving.verify(path) is True
    np.testing.assert_array_equal(
        saving.load_model(path).layers[0].kernel, loaded.layers[0].kernel
    )


def test_members_of_archives_are_compared(model, tmp_path):
    path = write(model, tmp_path / "m.keras")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["config.json"] = members["config.json"].replace(b'"net"', b'"other"')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(DamagedFileError, match=r"'config\.json' is not"):
        saving.load_model(path)
    assert saving.load_model(path, verify=False).name == "other"


def test_an_archive_has_no_digest_to_write(model, tmp_path):
    with pytest.raises(graph.ArgumentError, match="as a whole"):
        saving.write_digest(write(model, tmp_path / "m.keras"))


def test_files_of_others_have_no_digest(model, tmp_path):
    path = write(model, tmp_path / "m.h5")
    with h5py.File(path, "r+") as f:
        del f.attrs["kerasish_digest0"]
    assert saving.verify(path) is False


def test_large_arrays_are_compared_too(tmp_path):
    model = kerasish.Sequential([kerasish.Input((600,)), layers.Dense(600)])
    path = write(model, tmp_path / "m.h5")
    kernel = model.layers[0].kernel.numpy().tobytes()
    flip(path, path.read_bytes().index(kernel) + len(kernel) // 2)
    with pytest.raises(DamagedFileError, match="is not what was written"):
        model.load_weights(path)
    assert model.layers[0].kernel.numpy().tobytes() == kernel


def test_more_parts_than_one_attribute_holds(tmp_path):
    from kerasish.saving.files.h5_digest import NUMBERS_AT_ONCE, write_digest

    path = tmp_path / "m.h5"
    with h5py.File(path, "w") as f:
        for i in range(NUMBERS_AT_ONCE):
            f.require_group(f"g{i % 16}").attrs[f"a{i}"] = i
        write_digest(f)
        assert "kerasish_digest2" in f.attrs
    assert saving.verify(path) is True


def test_the_newest_intact_file_is_offered(model, tmp_path):
    for number, name in enumerate(["a.h5", "b.h5", "c.h5", "d.h5"]):
        write(model, tmp_path / name)
        os.utime(tmp_path / name, (number, number))
    for name in ("c.h5", "d.h5"):
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:900])
    assert saving.latest_intact(tmp_path) == tmp_path / "b.h5"
    assert saving.latest_intact(tmp_path, "[acd].h5") == tmp_path / "a.h5"
    assert saving.latest_intact(tmp_path, "d*") is None
    with pytest.raises(DamagedFileError, match=r"intact: '.*b\.h5' is the newest"):
        saving.load_model(tmp_path / "d.h5")
    with pytest.raises(DamagedFileError, match=r"intact: '.*b\.h5' is the newest"):
        model.load_weights(tmp_path / "d.h5")

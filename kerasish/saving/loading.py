"""Opening models and weights, whatever Keras wrote them."""

from __future__ import annotations

import contextlib
import io

from kerasish.base.allocation import allocating_for
from kerasish.base.config_use import UsingConfig
from kerasish.base.errors import ConfigError, NotBuiltError, fail
from kerasish.base.object_sharing import sharing_objects
from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
)
from kerasish.base.user_warning import warn
from kerasish.saving.classic.old_groups import layer_groups
from kerasish.saving.classic.optimizer_weights import load_optimizer_weights
from kerasish.saving.classic.seed_states import load_seed_states
from kerasish.saving.classic.training_config import (
    DAMAGE,
    compile_from_training_config,
)
from kerasish.saving.classic.weight_loading import load_model_weights
from kerasish.saving.files.archive_reader import CONFIG, METADATA, ArchiveReader
from kerasish.saving.files.h5_limits import most_bytes
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.json_text import parse_json
from kerasish.saving.files.keras_version import major_version
from kerasish.saving.intact import Using, offering_intact
from kerasish.saving.probe import check_probe
from kerasish.saving.reports.load_report import LoadReport
from kerasish.saving.structured.archive import is_archive, load_state
from kerasish.saving.structured.variables_h5 import is_variables_layout
from kerasish.saving.structured.variables_loading import read_variables
from kerasish.saving.upgrades.config_upgrades import upgrade_config
from kerasish.saving.upgrades.config_version import version_of_config


def load_model(
    filepath,
    custom_objects=None,
    compile=True,
    safe_mode=True,
    *,
    verify=True,
    probe=False,
):
    """The model of a file, with its weights, and ready to train on.

    Args:
        filepath: a ``.keras`` archive, zipped or a folder, or an ``.h5`` file.
        custom_objects: your own classes and functions by the names in the file.
        compile: whether loss, metrics and the optimizer with its state are restored.
        safe_mode: kept for Keras' signature; code from a file is never run.
        verify: whether what is read is compared with the digest of files that Kerasish
            wrote; pass False for a file that was changed on purpose.
        probe: whether the model is run on the input that it was saved with, and must
            predict what it predicted. Not for files of strangers: a run takes as long
            as they want.

    Returns:
        The model: of the class that the file names.

    Raises:
        FileError: the file is missing, damaged, or holds only weights. For a damaged
            one a `DamagedFileError`, which names the newest intact file beside it.
        ConfigError: a class or argument of the file is not known.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "model.h5")
        ...     model.save(path)
        ...     kerasish.models.load_model(path).count_params()
        8
    """
    with offering_intact(filepath):
        if is_archive(filepath):
            with ArchiveReader(filepath, verify=verify) as archive:
                model = load_archive(archive, custom_objects, compile)
        else:
            model = _load_h5_model(filepath, custom_objects, compile, verify)
        if probe:
            with _weights_reader(filepath, verify) as reader:
                check_probe(reader, model)
        return model


def _load_h5_model(filepath, custom_objects, compile, verify):
    with (
        H5Reader(filepath, verify=verify) as reader,
        custom_object_scope(custom_objects or {}),
        allocating_for(filepath, most_bytes(reader.size)),
    ):
        config = reader.json(reader.root, "model_config")
        if config is None:
            reader.refuse(
                "there is no model in this file",
                f"attributes {sorted(reader.attribute_names(reader.root))}",
                "build the model and call model.load_weights(path)",
            )
        version = reader.text(reader.root, "keras_version")
        model = model_from_record(config, version, custom_objects)
        weights = reader.find(reader.root, "model_weights")
        if weights is None:
            reader.refuse("the group 'model_weights' is missing")
        if not model.built:
            reader.refuse(
                "the shape of the model's input is not in the file",
                f"{type(model).__name__} {model.name!r}",
                "build the model yourself and call load_weights",
            )
        load_model_weights(reader, weights, model)
        load_seed_states(reader, model)
        if compile:
            _restore_training(reader, model, custom_objects)
    return model


def load_archive(archive: ArchiveReader, custom_objects=None, compile=True):
    """The model of an open archive."""
    with allocating_for(archive.path, most_bytes(archive.size)):
        return _load_archive(archive, custom_objects, compile)


def _load_archive(archive, custom_objects, compile):
    record = archive.json(CONFIG)
    version = archive.json(METADATA).get("keras_version")
    compiled = record.pop("compile_config", None) if isinstance(record, dict) else None
    with custom_object_scope(custom_objects or {}), sharing_objects():
        model = model_from_record(record, version, custom_objects)
        if compile and compiled is not None:
            with _training_may_be_damaged(archive.path):
                _compile(model, compiled, version, custom_objects)
        if model.built or not isinstance(record.get("build_config"), dict):
            load_state(archive, model)
    return model


def model_from_bytes(data: bytes):
    """The model of an archive in memory: what unpickling calls."""
    with (
        Using("pickled model"),
        ArchiveReader("pickled model", io.BytesIO(data)) as archive,
    ):
        return load_archive(archive)


def model_from_record(record: dict, version: str | None, custom_objects=None):
    """The model of a ``model_config``, without weights."""
    if not isinstance(record, dict) or "class_name" not in record:
        fail("model_config does not describe a model", f"{record!r}"[:200],
             error=ConfigError)  # fmt: skip
    with UsingConfig("model_config", record):
        record = upgrade_config(record, version, custom_objects)
        return deserialize_keras_object(record, custom_objects, family_name="models")


def model_from_json(json_string: str, custom_objects=None):
    """The model that `Model.to_json` described, with fresh weights.

    Raises:
        ConfigError: the text is not JSON, or names something unknown.

    Example:
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> kerasish.models.model_from_json(model.to_json()).output_shape
        (None, 2)
    """
    try:
        record = parse_json(json_string)
    except ValueError as error:
        fail("model_from_json: this is not JSON", str(error), error=ConfigError)
    version = version_of_config(record)
    with custom_object_scope(custom_objects or {}):
        return model_from_record(record, version, custom_objects)


def _restore_training(reader: H5Reader, model, custom_objects) -> None:
    """Compiles as the file says, and takes the state of the optimizer."""
    with _training_may_be_damaged(reader.path):
        config = reader.json(reader.root, "training_config")
        if config is not None:
            version = reader.text(reader.root, "keras_version")
            compile_from_training_config(model, config, custom_objects, version)
            load_optimizer_weights(reader, model)


def _compile(model, config, version, custom_objects) -> None:
    """Compiles as an archive says; those of tf.keras hold what its .h5 files held."""
    if (
        major_version(version) >= 3
        or type(model).__module__.split(".")[0] != "kerasish"
    ):
        model.compile_from_config(config)
        return
    config = {**config, "optimizer_config": config.get("optimizer")}
    compile_from_training_config(model, config, custom_objects, version)


@contextlib.contextmanager
def _training_may_be_damaged(path):
    """A model is loaded though what it was compiled with cannot be restored."""
    try:
        yield
    except DAMAGE as error:
        warn(
            f"{path!r}: the training configuration cannot be restored; the "
            f"model is loaded without it. Call compile yourself. ({error})"
        )


def load_weights(
    model,
    filepath,
    skip_mismatch=False,
    by_name=False,
    objects_to_skip=(),
    *,
    verify=True,
) -> LoadReport:
    """Sets the weights of a built model from a file, of whichever layout.

    Args:
        model: a built model.
        filepath: a ``.keras`` archive, or an HDF5 file of weights or of a model.
        skip_mismatch: leave weights that do not fit as they are.
        by_name: match layers by name instead of by order or structure; those of other
            names stay as they are.
        objects_to_skip: layers whose weights stay as they are.
        verify: whether what is read is compared with the file's digest, if it has one.

    Returns:
        What was loaded, skipped, missing in the file, and unexpected in it.

    Raises:
        NotBuiltError: the model has no weights yet.
        FileError: the file does not fit; no weight is changed then. The error shows
            model and file side by side.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> def model(units):
        ...     return kerasish.Sequential([kerasish.Input((3,)),
        ...                                 kerasish.layers.Dense(units)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "model.weights.h5")
        ...     model(2).save_weights(path)
        ...     report = kerasish.saving.load_weights(model(2), path)
        >>> report.complete, report.size
        (True, 8)
    """
    _require_weights(model)
    skip = () if objects_to_skip is None else objects_to_skip
    with offering_intact(filepath), _weights_reader(filepath, verify) as reader:
        if is_variables_layout(reader):
            report = read_variables(reader, model, skip_mismatch, skip, by_name)
        else:
            group = _classic_group(reader)
            report = load_model_weights(
                reader, group, model, by_name, skip_mismatch, skip
            )
    _warn_of_surprises(report, by_name, skip_mismatch)
    return report


def _warn_of_surprises(report: LoadReport, by_name: bool, skip_mismatch: bool) -> None:
    """Loads that did less than was meant, for those who do not read the report."""
    if by_name and report.missing and not report.loaded:
        warn(
            f"{report.path!r}: no layer of the file has the name of a layer of the "
            "model, nothing was loaded; leave by_name out to match them in order"
        )
    if report.unexpected and not by_name and not skip_mismatch:
        warn(
            f"{report.path!r}: the model has no place for {len(report.unexpected)} "
            f"weights of the file, from {report.unexpected[0]} on; was it built with "
            "include_top=False? skip_mismatch=True says that this is meant"
        )


def _classic_group(reader: H5Reader):
    """The group that lists layers."""
    group = reader.find(reader.root, "model_weights")
    group = reader.root if group is None else group
    if not layer_groups(reader, group):
        reader.refuse(
            "there are no weights in this file",
            f"members {reader.members(reader.root)[:8]}",
            "pass a file that save or save_weights wrote",
        )
    return group


def _require_weights(model) -> None:
    """Fails for a model or layer that has not been built."""
    if hasattr(model, "_require_weights"):
        model._require_weights("load_weights")
    elif not model.built:
        fail(
            f"load_weights: layer {model.name!r} has no weights yet",
            None,
            "call it on data first",
            NotBuiltError,
        )


def _weights_reader(filepath, verify: bool) -> H5Reader:
    if not is_archive(filepath):
        return H5Reader(filepath, verify=verify)
    with ArchiveReader(filepath, verify=verify) as archive:
        return archive.weights()

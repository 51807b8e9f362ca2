"""Looking into HDF5 files: which layout, which architecture, which weights."""

from __future__ import annotations

import re

from kerasish.saving import probe
from kerasish.saving.classic import seed_states
from kerasish.saving.classic.old_groups import layer_groups
from kerasish.saving.files.h5_digest import is_digest, read_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.inspection.architecture import layers_of, model_names
from kerasish.saving.inspection.config_suspicions import look_at_config
from kerasish.saving.inspection.file_inspection import FileInspection
from kerasish.saving.inspection.h5_listing import H5Listing
from kerasish.saving.inspection.placing import place_classic, place_structured
from kerasish.saving.reports.printable import printable
from kerasish.saving.structured.variables_h5 import is_variables_layout

#: groups that Kerasish adds
_OWN_GROUPS = (seed_states.GROUP, probe.GROUP)
_ATTRIBUTES = re.compile(
    r"(layer_names|weight_names)\d*|nb_layers|backend|keras_version|model_config|training_config"
)
#: bytes that a file may have beside its arrays, whatever their size
FREE_BYTES = 1 << 22


def inspect_h5(found: FileInspection, reader: H5Reader) -> None:
    """Looks into an open HDF5 file that is a file of its own."""
    root = reader.root
    with found.going_on():
        found.keras_version = reader.text(root, "keras_version")
        found.backend = reader.text(root, "backend")
    record = None
    with found.going_on():
        record = reader.json(root, "model_config")
    look_into(found, reader, record)
    with found.going_on():
        note_training(found, reader.json(root, "training_config"))
    with found.going_on():
        _note_unknown_attributes(found, reader)


def look_into(found: FileInspection, reader: H5Reader, record) -> None:
    """Reads layers and weights; the architecture may come from elsewhere."""
    found.model_class, found.model_name = model_names(record)
    layers = layers_of(record)
    found.layers = [layer for layer, _ in layers]
    if record is not None:
        look_at_config(found, record, found.keras_version)
    with found.going_on(), reader.reading("the digest"):
        found.has_digest = read_digest(reader.root) is not None
    with found.going_on():
        listing = H5Listing(reader, found)
        found.layout = _layout(reader)
        if found.layout == "structured":
            left = place_structured(found, reader, listing, layers)
        else:
            left = place_classic(found, reader, listing, layers)
        _note_left(found, listing, left)


def _layout(reader: H5Reader) -> str | None:
    if is_variables_layout(reader):
        return "structured"
    root = reader.root
    has_weights = reader.find(root, "model_weights") is not None
    return "classic" if has_weights or layer_groups(reader, root) else None


def note_training(found: FileInspection, config) -> None:
    """Keeps what the model was compiled with: of either form."""
    if not isinstance(config, dict):
        return
    optimizer = config.get("optimizer", config.get("optimizer_config"))
    if isinstance(optimizer, dict):
        found.training["optimizer"] = str(optimizer.get("class_name"))
    elif optimizer is not None:
        found.training["optimizer"] = str(optimizer)
    for key in ("loss", "metrics"):
        value = config.get(key)
        if value:
            found.training[key] = _short(value)
    look_at_config(found, {"training": config}, found.keras_version)


def _short(value):
    """Names in place of configs, so that one line shows them."""
    if isinstance(value, dict) and isinstance(value.get("class_name"), str):
        config = value.get("config")
        inner = config.get("fn", config.get("name")) if isinstance(config, dict) else ""
        wrapped = value["class_name"] in ("MeanMetricWrapper", "LossFunctionWrapper")
        return inner if wrapped else value["class_name"]
    if isinstance(value, dict):
        return {str(k): _short(v) for k, v in list(value.items())[:100]}
    if isinstance(value, list):
        return [_short(v) for v in value[:100]]
    return value


def _note_unknown_attributes(found: FileInspection, reader: H5Reader) -> None:
    names = [
        name
        for name in reader.attribute_names(reader.root)
        if not _ATTRIBUTES.fullmatch(name) and not is_digest(name)
    ]
    if names:
        shown = ", ".join(repr(printable(name)) for name in names[:5])
        found.note_suspicious(
            f"{len(names)} attributes that Keras does not write: {shown}"
        )


def _note_left(found: FileInspection, listing: H5Listing, left: set[str]) -> None:
    """Arrays that belong to no layer, and bytes that belong to no array."""
    groups = {path: path.split("/")[0] for path in left}
    of_state = {p for p in left if groups[p] in ("optimizer", "optimizer_weights")}
    if of_state:
        found.training["state"] = f"{len(of_state)} variables of the optimizer"
    others = sorted(p for p in left - of_state if groups[p] not in _OWN_GROUPS)
    if others:
        shown = ", ".join(repr(printable(name)) for name in others[:5])
        found.note_suspicious(f"{len(others)} arrays that belong to no layer: {shown}")
    kept = sum(w.size * _bytes(w.dtype) for w in listing.weights.values())
    if found.container == "hdf5" and found.size > 2 * kept + FREE_BYTES:
        found.note_suspicious(
            f"it has {found.size} bytes, its arrays {kept}: something else is in it"
        )


def _bytes(dtype: str) -> int:
    digits = re.search(r"(\d+)$", dtype)
    bits = int(digits.group(1)) if digits else 8
    return max(1, min(bits, 256) // 8)

"""A small input and what the model made of it, in the file: the proof that it is so.

The digest tells that the numbers are those that were written. The probe tells that the
program that reads them makes of them what the program that wrote them did.
"""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import FileError, fail
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_reader import H5Reader

GROUP = "kerasish_probe"
#: bytes of the inputs, and of the outputs
MOST_BYTES = 1 << 20
#: how far off outputs may be, as a part of the largest; by the bytes of a number
TOLERANCES = {2: 2e-2, 4: 1e-4, 8: 1e-7}


def write_probe(file, model, probe) -> None:
    """Writes inputs and outputs into an open h5py file.

    Args:
        file: open for writing.
        model: is run on the probe.
        probe: what the model takes: an array, or several in its structure; None
            writes nothing.

    Raises:
        ArgumentError: no numbers, or more than a megabyte.
    """
    if probe is None:
        return
    group = file.create_group(GROUP)
    arrays = {"inputs": _arrays(probe), "outputs": _outputs(model, probe)}
    for kind, found in arrays.items():
        if any(a.dtype.kind not in "biufV" for a in found):  # V is bfloat16
            fail("save_model: a probe must be of numbers", {kind: found[0].dtype})
        if sum(a.nbytes for a in found) > MOST_BYTES:
            fail(
                f"save_model: the probe's {kind} are more than a megabyte",
                {"shapes": [a.shape for a in found]},
                "a few samples are enough",
            )
        for number, array in enumerate(found):
            write_array(group, f"{kind}/{number}", array)


def _arrays(structure) -> list[np.ndarray]:
    return [np.asarray(leaf) for leaf in graph.flatten(structure)]


def _outputs(model, inputs) -> list[np.ndarray]:
    return _arrays(model(inputs, training=False))


def check_probe(reader: H5Reader, model) -> None:
    """Runs the model on the probe of its file.

    Raises:
        FileError: there is no probe, or the model predicts something else.
    """
    group = reader.find(reader.root, GROUP)
    if group is None:
        reader.refuse(
            "there is no probe in it", None, "write one with model.save(path, probe=x)"
        )
    inputs, expected = (_stored(reader, group, kind) for kind in ("inputs", "outputs"))
    reader.settle()
    # in the structure of the model's inputs, where they have one
    like = getattr(model, "input", None)
    own = graph.pack_like(like, inputs) if len(graph.flatten(like)) > 1 else inputs[0]
    for number, (y, wanted) in enumerate(zip(_outputs(model, own), expected)):
        _compare(reader.path, number, y, wanted)


def _stored(reader: H5Reader, group, kind: str) -> list[np.ndarray]:
    inside = reader.find(group, kind)
    if inside is None:
        reader.damaged(f"the probe has no {kind}")
    numbers = range(len(reader.members(inside)))
    return [reader.array(reader.find(inside, str(i))) for i in numbers]


def _compare(path, number: int, y, wanted) -> None:
    tolerance = TOLERANCES.get(wanted.dtype.itemsize, 0.0)
    wide = np.asarray(wanted, "float64")
    allowed = tolerance * max(1.0, float(np.abs(wide).max(initial=0.0)))
    same = y.shape == wanted.shape
    off = np.abs(np.asarray(y, "float64") - wide).max(initial=0.0) if same else np.inf
    if not off <= allowed:
        fail(
            f"{path!r}: the model does not predict what it predicted when it was saved",
            f"output {number} is off by {off:.3g}, {allowed:.3g} is allowed",
            "something in the file is read as another thing than was written: load it "
            "with probe=False to look into it",
            FileError,
        )

"""Preparing images for the models, and reading what they predict."""

from __future__ import annotations

import functools
import json
import textwrap
from pathlib import Path

import numpy as np

from kerasish import ops
from kerasish.base.errors import FileError, fail
from kerasish.base.keras_home import keras_home
from kerasish.base.settings import standardize_data_format

#: mean and deviation of each channel of ImageNet's images, of pixels from 0 to 1
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)
#: by mode: whether the channels are turned round, the divisor of all pixels, and mean
#: and deviation of each channel afterwards
_MODES = {
    "caffe": (True, 1.0, (103.939, 116.779, 123.68), None),
    "tf": (False, 127.5, (1.0, 1.0, 1.0), None),
    "torch": (False, 255.0, MEAN, DEVIATION),
}
_INDEX_FILE = "imagenet_class_index.json"
_INDEX_ADDRESS = (
    f"https://storage.googleapis.com/download.tensorflow.org/data/{_INDEX_FILE}"
)


def preprocess_input(x, data_format=None, mode="caffe"):
    """Pixels from 0 to 255 as a model was trained on them.

    Args:
        x: array or tensor, an image or a batch of images with 3 channels; an array
            is not written to, other than in Keras.
        data_format: "channels_last" or "channels_first"; the global one when None.
        mode: "caffe" for BGR with the mean of ImageNet taken away; "tf" for values
            from -1 to 1; "torch" for values from 0 to 1 with ImageNet's mean taken
            away, divided by its deviation.

    Raises:
        ArgumentError: an unknown mode or data format.

    Example:
        >>> import numpy as np
        >>> from kerasish.applications import imagenet_utils
        >>> imagenet_utils.preprocess_input(np.full((1, 1, 3), 255.0), mode="tf")
        array([[[1., 1., 1.]]])
    """
    if mode not in _MODES:
        known = ", ".join(map(repr, _MODES))
        fail("preprocess_input: unknown mode", {"mode": repr(mode)}, f"one of {known}")
    turned, divisor, mean, deviation = _MODES[mode]
    first = standardize_data_format(data_format) == "channels_first"
    axis = len(x.shape) - 3 if first else len(x.shape) - 1
    sizes = [3 if i == axis else 1 for i in range(len(x.shape))]
    if not np.issubdtype(x.dtype, np.floating):
        x = ops.cast(x, "float32") if not isinstance(x, np.ndarray) else x.astype("f4")
    if turned:
        x = _channels_turned(x, axis)
    if divisor != 1.0:
        x = x / divisor
    if mode == "tf":
        return x - 1.0
    x = x + np.reshape(np.negative(mean), sizes).astype(x.dtype)
    return x if deviation is None else x / np.reshape(deviation, sizes).astype(x.dtype)


def _channels_turned(x, axis: int):
    """RGB to BGR."""
    if isinstance(x, np.ndarray):
        return np.flip(x, axis)
    before = (slice(None),) * axis
    return ops.stack([x[(*before, i)] for i in (2, 1, 0)], axis=axis)


def preprocessing(mode: str | None):
    """The `preprocess_input` of a family of models.

    Args:
        mode: of the function above; None where the models prepare images themselves.
    """

    def preprocess_input(x, data_format=None):
        return x if mode is None else _preprocess(x, data_format, mode)

    done = (
        "The images as they are: the models of this family prepare them."
        if mode is None
        else f"Pixels from 0 to 255 as this family wants them: mode {mode!r} of"
        " `imagenet_utils.preprocess_input`."
    )
    preprocess_input.__doc__ = "\n".join(textwrap.wrap(done, 84)) + _ARGUMENTS
    return preprocess_input


_preprocess = preprocess_input
_ARGUMENTS = """

Args:
    x: array or tensor, an image or a batch of images with 3 channels.
    data_format: "channels_last" or "channels_first"; the global one when None.
"""


def decode_predictions(preds, top=5, class_index=None):
    """The most probable ImageNet classes of each image.

    Args:
        preds: (images, 1000), what a model with the ImageNet top predicts.
        top: how many classes of each image.
        class_index: path of a local ``imagenet_class_index.json``; None for the one in
            ``~/.keras/models`` (or in the folder models of KERAS_HOME), where Keras
            keeps it. Nothing is downloaded.

    Returns:
        For each image a list of (WordNet id, name, score), highest score first.

    Raises:
        ArgumentError: preds has another shape.
        FileError: there is no such file.
    """
    preds = ops.convert_to_numpy(preds)
    if preds.ndim != 2 or preds.shape[1] != 1000:
        fail(
            "decode_predictions: preds must be scores of the 1000 ImageNet classes",
            {"preds": preds},
            "pass an array of shape (images, 1000)",
        )
    names = _class_names(_index_path(class_index))
    found = []
    for scores in preds:
        order = np.argsort(scores)[-top:][::-1]
        found.append([(*names[i], scores[i]) for i in order])
    return found


def _index_path(class_index) -> Path:
    default = keras_home() / "models" / _INDEX_FILE
    path = default if class_index is None else Path(class_index)
    if not path.is_file():
        fail(
            f"decode_predictions: there is no file {str(path)!r}",
            None,
            f"download {_INDEX_ADDRESS} and put it there, or pass class_index=<path>",
            FileError,
        )
    return path


@functools.lru_cache(maxsize=4)
def _class_names(path: Path) -> list[tuple[str, str]]:
    """(WordNet id, name) of each class."""
    index = json.loads(path.read_text())
    if not isinstance(index, dict) or set(index) != {str(i) for i in range(1000)}:
        fail(
            f"decode_predictions: {str(path)!r} is another file",
            None,
            'it must map "0" to "999" to [WordNet id, name]',
            FileError,
        )
    return [tuple(index[str(i)]) for i in range(1000)]

"""Windows of a series as a dataset."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx
from kerasish.data.sampled_dataset import SampledDataset


def timeseries_dataset_from_array(
    data,
    targets,
    sequence_length,
    sequence_stride=1,
    sampling_rate=1,
    batch_size=128,
    shuffle=False,
    seed=None,
    start_index=None,
    end_index=None,
    format="tf",
):
    """A dataset of windows: x_i = data[start + i : ... : sampling_rate], y_i = targets.

    Window i begins at start_index + i * sequence_stride and has sequence_length steps,
    sampling_rate apart; its target is that of its first step.

    Args:
        data: array [steps, ...].
        targets: array [steps, ...]: targets[i] belongs to the window that begins at i;
            None for windows alone.
        sequence_length: steps in a window.
        sequence_stride: steps between the beginnings of windows.
        sampling_rate: steps between the steps of a window.
        batch_size: windows in a batch; None for single ones.
        shuffle: whether windows come in another order, a new one each epoch.
        seed: of the orders, which differ from Keras' as it draws them from TensorFlow.
        start_index, end_index: the part of the data that is used; all when None.
        format: accepted as in Keras.

    Returns:
        A `kerasish.data` dataset.

    Raises:
        ArgumentError: a number outside its range.
        DataError: the targets end before the windows do.

    Example:
        >>> import numpy as np
        >>> from kerasish import utils
        >>> series = np.arange(5.0)
        >>> data = utils.timeseries_dataset_from_array(series, series[2:], 2)
        >>> for x, y in data:
        ...     print(x.numpy().tolist(), y.numpy().tolist())
        [[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]] [2.0, 3.0, 4.0]
    """
    data = _as_array(data)
    targets = None if targets is None else _as_array(targets)
    _check(len(data), start_index, end_index, sampling_rate, sequence_stride)
    start = 0 if start_index is None else start_index
    end = len(data) if end_index is None else end_index
    number = end - start - (sequence_length - 1) * sampling_rate
    if targets is not None:
        number = min(number, len(targets))
    begins = np.arange(0, number, sequence_stride)
    data = data[start:end]
    if targets is not None:
        targets = targets[start:end]
        _require_targets(begins, len(targets))
    if shuffle:
        seed = np.random.randint(1_000_000) if seed is None else seed
        np.random.RandomState(seed).shuffle(begins)

    def sample(index: int):
        begin = begins[index]
        window = data[begin : begin + sequence_length * sampling_rate : sampling_rate]
        return window if targets is None else (window, targets[begin])

    return SampledDataset(sample, len(begins), batch_size, shuffle=shuffle, seed=seed)


def _as_array(values) -> np.ndarray:
    """Lists of numbers get the dtypes of tensors, 32 bits."""
    array = np.asarray(values)
    if hasattr(values, "__array__"):
        return array
    return array.astype(
        {"f": floatx(), "i": "int32"}.get(array.dtype.kind, array.dtype)
    )


def _check(length, start, end, sampling_rate, sequence_stride) -> None:
    first = 0 if start is None else start
    for name, value, low, high in (
        ("start_index", start, 0, length - 1),
        ("end_index", end, first + 1, length - 1),
        ("sampling_rate", sampling_rate, 1, length - 1),
        ("sequence_stride", sequence_stride, 1, length - 1),
    ):
        if value is not None and not low <= value <= high:
            fail(
                f"timeseries_dataset_from_array: {name} must be from {low} to {high}",
                {name: value, "steps": length},
            )


def _require_targets(begins, number: int) -> None:
    if len(begins) and begins[-1] >= number:
        fail(
            "timeseries_dataset_from_array: the targets end before the windows do",
            {"windows begin up to": int(begins[-1]), "targets": number},
            "pass a target for each step from start_index to end_index",
            DataError,
        )

"""Sound files as a dataset."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import DataError, fail
from kerasish.data.directories import Arguments
from kerasish.data.stacking import stack_samples
from kerasish.utils.directory_datasets import datasets_of_files


def audio_dataset_from_directory(
    directory,
    labels="inferred",
    label_mode="int",
    class_names=None,
    batch_size=32,
    sampling_rate=None,
    output_sequence_length=None,
    ragged=False,
    shuffle=True,
    seed=None,
    validation_split=None,
    subset=None,
    follow_links=False,
    verbose=True,
):
    """A dataset of the ``.wav`` files below a directory, with their classes.

    Args:
        directory, labels, label_mode, class_names, batch_size: see
            `text_dataset_from_directory`.
        sampling_rate: to which sounds are resampled, in Hz; their own when None.
        output_sequence_length: samples of each sound: longer ones are cut, shorter ones
            filled up with zeros. When None, sounds of a batch are filled up to the
            longest one.
        ragged: only False.
        shuffle, seed, validation_split, subset, follow_links, verbose: see
            `text_dataset_from_directory`.

    Returns:
        A `kerasish.data` dataset of sounds, float32[batch, samples, channels], -1 to 1.

    Raises:
        ArgumentError: arguments that do not go together.
        DataError: no directory, no files, or one that cannot be read.
    """
    if ragged:
        raise NotImplementedError(
            "audio_dataset_from_directory: there are no ragged tensors; leave ragged "
            "out, and sounds are filled up with zeros"
        )
    if sampling_rate is not None and not (
        isinstance(sampling_rate, int) and sampling_rate > 0
    ):
        fail(
            "audio_dataset_from_directory: sampling_rate must be a positive integer",
            {"sampling_rate": repr(sampling_rate)},
        )
    arguments = Arguments(directory, labels, label_mode, class_names, shuffle, seed,
                          validation_split, subset, follow_links)  # fmt: skip

    def read(path: str) -> np.ndarray:
        sound = _resampled(*_read_wav(path), sampling_rate)
        length = output_sequence_length
        return sound if length is None else _of_length(sound, length)

    owner = "audio_dataset_from_directory"
    return datasets_of_files(
        owner, arguments, (".wav",), read, batch_size, verbose, _join_padded
    )


def _read_wav(path: str) -> tuple[int, np.ndarray]:
    """The rate and float32[samples, channels]; integers are divided by their range."""
    from scipy.io import wavfile

    try:
        rate, data = wavfile.read(path)
    except ValueError as error:
        fail(f"{path!r} is no sound that can be read", str(error), error=DataError)
    if data.dtype == np.uint8:
        data = (data.astype(np.float32) - 128) / 128
    elif data.dtype.kind == "i":
        data = data.astype(np.float32) / -float(np.iinfo(data.dtype).min)
    return rate, data.astype(np.float32).reshape(len(data), -1)


def _resampled(rate: int, sound: np.ndarray, wanted: int | None) -> np.ndarray:
    if wanted is None or wanted == rate:
        return sound
    from scipy.signal import resample_poly

    common = int(np.gcd(rate, wanted))
    return resample_poly(sound, wanted // common, rate // common).astype(np.float32)


def _of_length(sound: np.ndarray, length: int) -> np.ndarray:
    sound = sound[:length]
    return np.pad(sound, ((0, length - len(sound)), (0, 0)))


def _join_padded(samples: list):
    """A batch of sounds, filled up to the longest."""
    has_labels = isinstance(samples[0], tuple)
    sounds = [s[0] if has_labels else s for s in samples]
    longest = max(map(len, sounds))
    sounds = [_of_length(sound, longest) for sound in sounds]
    return stack_samples(
        [(a, s[1]) for a, s in zip(sounds, samples)] if has_labels else sounds
    )

"""Kernels of the short-time Fourier transform."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.initializer import Initializer


class STFT(Initializer):
    """cos or sin of -2 pi f t, times a window: kernels of Conv1D that transform frames.

    Args:
        side: "real" (cos) or "imag" (sin).
        window: name of a window of scipy.signal, an array of frame_length numbers, or
            None for none.
        scaling: "density" (divided by the root of the sum of the squared window),
            "spectrum" (by the sum of the window), or None.
        periodic: whether the window is one period; else it is symmetric.

    The shape is (frame_length, channels, fft_length // 2 + 1); channels are 1 in the
    kernels and broadcast.

    Example:
        >>> from kerasish import initializers
        >>> initializers.STFT("real", window=None)((2, 1, 2)).numpy()[:, 0]
        array([[ 1.,  1.],
               [ 1., -1.]], dtype=float32)
    """

    aliases = ("STFTInitializer", "stft")
    rules = {
        "side": rules.one_of("real", "imag"),
        "scaling": rules.one_of("density", "spectrum", None),
        "periodic": rules.boolean,
    }

    def __init__(self, side="real", window="hann", scaling="density", periodic=False):
        self.side = side
        self.window = deserialize_keras_object(window)  # an array in a saved config
        self.scaling = scaling
        self.periodic = periodic
        if isinstance(self.window, str):
            self._window_values(1)  # raises for an unknown name

    def __call__(self, shape, dtype=None):
        frame_length, _, bins = shape
        time = np.arange(frame_length).reshape(-1, 1, 1)
        # a kernel of one bin holds frequency 0 alone
        turns = np.arange(bins).reshape(1, 1, -1) / max((bins - 1) * 2, 1)
        angles = -2.0 * np.pi * time * turns
        kernel = np.cos(angles) if self.side == "real" else np.sin(angles)
        if self.window is not None:
            window = self._window_values(frame_length)
            kernel = kernel * (window / self._scale(window)).reshape(-1, 1, 1)
        return graph.as_tensor(kernel.astype(standardize_dtype(dtype)))

    def _window_values(self, frame_length):
        if isinstance(self.window, str):
            from scipy.signal import get_window

            return get_window(self.window, frame_length, self.periodic)
        window = np.asarray(self.window)
        if window.shape != (frame_length,):
            fail(
                "STFT: the window does not fit the frames",
                {"window": window.shape, "frame_length": frame_length},
                "pass as many numbers as a frame has, or the name of a window",
                graph.ShapeError,
            )
        return window

    def _scale(self, window) -> float:
        if self.scaling == "density":
            return np.sqrt(np.sum(np.square(window)))
        return np.sum(np.abs(window)) if self.scaling == "spectrum" else 1.0

"""Audio signals as intensities of frequencies over time."""

from __future__ import annotations

import math

import numpy as np

import graph
from kerasish import initializers
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import epsilon, standardize_data_format
from kerasish.base.user_warning import warn
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.argument_rules import valid_or_same
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer
from kerasish.layers.preprocessing.mel_spectrogram import window_rule

_MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


class STFTSpectrogram(Layer):
    """y[..., i, f] = the Fourier transform of frame i at frequency f, or its magnitude.

    The transform is a convolution whose kernels are weights, so that they can train.

    Args:
        mode: "magnitude"; "log": its logarithm; "psd": its square, with the powers of
            positive and negative frequencies together; "real", "imag" or "angle"; or
            "stft": real, then imaginary parts.
        frame_length: samples of a frame.
        frame_step: samples from one frame to the next; half a frame when None.
        fft_length: of the transform, with zeros behind the frame; the next power of 2
            when None.
        window: a name of scipy.signal, as many numbers as a frame is long, or None.
        periodic: whether a named window is one period; else it is symmetric.
        scaling: "density", "spectrum" or None; see `initializers.STFT`.
        padding: "valid" or "same".
        expand_dims: whether frequencies and channels have an axis each.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, time, channels), or channels first.

    Returns:
        (batch, frames, channels * frequencies), or (batch, frames, frequencies,
        channels) with `expand_dims`; channels first: (batch, channels * frequencies,
        frames) or (batch, channels, frames, frequencies).

    Weights:
        real_kernel and imag_kernel, (frame_length, 1, fft_length // 2 + 1), those that
        the mode needs.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> layer = layers.STFTSpectrogram(frame_length=256, frame_step=128)
        >>> layer(np.zeros((3, 16000, 1))).shape
        (3, 124, 129)
    """

    rules = {
        "mode": rules.one_of(*_MODES),
        "frame_length": rules.positive_int,
        "frame_step": rules.optional(rules.positive_int),
        "fft_length": rules.optional(rules.positive_int),
        "window": window_rule,
        "periodic": rules.boolean,
        "scaling": rules.one_of("density", "spectrum", None),
        "padding": valid_or_same,
        "expand_dims": rules.boolean,
        "data_format": data_format_rule,
    }

    def __init__(
        self,
        mode="log",
        frame_length=256,
        frame_step=None,
        fft_length=None,
        window="hann",
        periodic=False,
        scaling="density",
        padding="valid",
        expand_dims=False,
        data_format=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.mode, self.frame_length, self.frame_step = mode, frame_length, frame_step
        self.fft_length, self.scaling = fft_length, scaling
        self.window = deserialize_keras_object(window)  # an array in a saved config
        self.periodic, self.padding = periodic, padding
        self.expand_dims = expand_dims
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=3)
        self._check_lengths()
        whole = 2 ** math.ceil(math.log2(frame_length))
        self._fft_length = whole if fft_length is None else fft_length
        self._frame_step = frame_length // 2 if frame_step is None else frame_step
        self._kernel("real")  # raises for an unknown window

    def _check_lengths(self) -> None:
        frame, step, fft = self.frame_length, self.frame_step, self.fft_length
        if step is not None and step > frame:
            fail(
                "STFTSpectrogram: a step is at most as long as a frame",
                {"frame_step": step, "frame_length": frame},
                "lower frame_step",
            )
        if fft is not None and fft < frame:
            fail(
                "STFTSpectrogram: a transform is at least as long as a frame",
                {"fft_length": fft, "frame_length": frame},
                "raise fft_length",
            )
        if fft is not None and fft & (fft - 1):
            warn(f"STFTSpectrogram: fft_length {fft} is no power of 2, which is slower")

    def _kernel(self, side):
        return initializers.STFT(side, self.window, self.scaling, self.periodic)

    def build(self, input_shape):
        shape = (self.frame_length, 1, self._fft_length // 2 + 1)
        for side, other in (("real", "imag"), ("imag", "real")):
            if self.mode != other:
                weight = self.add_weight(
                    shape, self._kernel(side), name=f"{side}_kernel"
                )
                setattr(self, f"{side}_kernel", weight)

    def call(self, inputs):
        if inputs.dtype.kind != "f":
            fail(
                f"layer {self.name!r} takes floating-point numbers",
                {"inputs": inputs.spec},
                'convert them first: ops.cast(x, "float32")',
                graph.DTypeError,
            )
        if self.data_format == "channels_last":
            inputs = graph.swapaxes(inputs, 1, 2)
        real = None if self.mode == "imag" else self._frames(inputs, self.real_kernel)
        imag = None if self.mode == "real" else self._frames(inputs, self.imag_kernel)
        return self._arranged(self._of_mode(real, imag))

    def _frames(self, signals, kernel):
        """(batch, channels, frames, frequencies): each channel is transformed."""
        batch, channels, time = graph.shape(signals)
        one = graph.reshape(signals, (batch * channels, time, 1))
        kernel = graph.cast(kernel, one.dtype)
        y = graph.conv(one, kernel, self._frame_step, self.padding)
        return graph.reshape(y, (batch, channels, *graph.shape(y)[1:]))

    def _of_mode(self, real, imag):
        if self.mode in ("real", "imag"):
            return real if imag is None else imag
        if self.mode == "angle":
            return graph.arctan2(imag, real)
        if self.mode == "stft":
            return graph.concatenate([real, imag], -1)
        power = real**2 + imag**2
        if self.mode == "psd":
            twice = np.ones(self._fft_length // 2 + 1)
            twice[1:-1] = 2.0
            return power * twice.astype(power.dtype)
        magnitude = graph.sqrt(graph.maximum(power, epsilon()))
        if self.mode == "magnitude":
            return magnitude
        return graph.log(graph.maximum(magnitude, epsilon()))

    def _arranged(self, y):
        """The axes where data_format and expand_dims want them."""
        is_last = self.data_format == "channels_last"
        if self.expand_dims:
            return graph.transpose(y, (0, 2, 3, 1)) if is_last else y
        batch, channels, frames, frequencies = graph.shape(y)
        y = graph.transpose(y, (0, 2, 1, 3) if is_last else (0, 1, 3, 2))
        merged = channels * frequencies
        return graph.reshape(
            y, (batch, frames, merged) if is_last else (batch, merged, frames)
        )

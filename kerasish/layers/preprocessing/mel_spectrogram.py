"""Audio signals as intensities of pitches over time."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.allocation import require_memory
from kerasish.base.errors import fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.layer import Layer
from kerasish.ops.math.short_time import stft

#: mel(f) = 1127 ln(1 + f / 700), the scale of the Hidden Markov Model Toolkit
_MEL_FACTOR, _MEL_BREAK = 1127.0, 700.0

window_rule = Rule(
    'a name such as "hann", numbers, or None',
    lambda v: v is None or not isinstance(v, (bool, int, float)),
    (1, 2.5, True),
)


class MelSpectrogram(Layer):
    """y = the power of a signal in triangular bands of the mel scale, by default in dB.

    Args:
        fft_length: samples of a transform.
        sequence_stride: samples from one transform to the next.
        sequence_length: of the window; fft_length when None.
        window: "hann", "hamming", as many numbers as it is long, or None for none.
        sampling_rate: samples a second.
        num_mel_bins: the number of bands.
        min_freq, max_freq: lower end of the first and upper end of the last band, in
            Hertz; max_freq is half the sampling rate when None.
        power_to_db: whether y is 10 log10(power / ref_power).
        top_db: how far decibels go below the largest one of the whole input.
        mag_exp: the exponent of magnitudes: 2 for power, 1 for magnitudes.
        min_power: the least power of which a logarithm is taken.
        ref_power: the power that is 0 dB.

    Call arguments:
        inputs: (samples, time) or (time,).

    Returns:
        (samples, num_mel_bins, windows) or (num_mel_bins, windows).

    Raises:
        ArgumentError: fft_length is less than sequence_length.

    Source: Young et al., "The HTK Book" (2006), section 5.4.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> layer = layers.MelSpectrogram(num_mel_bins=64, sampling_rate=8000,
        ...                               sequence_stride=256)
        >>> layer(np.zeros(16000)).shape
        (64, 63)
    """

    rules = {
        "fft_length": rules.positive_int,
        "sequence_stride": rules.positive_int,
        "sequence_length": rules.optional(rules.positive_int),
        "window": window_rule,
        "sampling_rate": rules.positive_number,
        "num_mel_bins": rules.positive_int,
        "min_freq": rules.non_negative_number,
        "max_freq": rules.optional(rules.positive_number),
        "power_to_db": rules.boolean,
        "top_db": rules.any_number,
        "mag_exp": rules.any_number,
        "min_power": rules.positive_number,
        "ref_power": rules.any_number,
    }

    def __init__(
        self,
        fft_length=2048,
        sequence_stride=512,
        sequence_length=None,
        window="hann",
        sampling_rate=16000,
        num_mel_bins=128,
        min_freq=20.0,
        max_freq=None,
        power_to_db=True,
        top_db=80.0,
        mag_exp=2.0,
        min_power=1e-10,
        ref_power=1.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        sequence_length = fft_length if sequence_length is None else sequence_length
        if fft_length < sequence_length:
            fail(
                "MelSpectrogram: a window is at most as long as a transform",
                {"sequence_length": sequence_length, "fft_length": fft_length},
                "raise fft_length",
            )
        self.fft_length, self.sequence_stride = fft_length, sequence_stride
        require_memory("the bands", (fft_length, num_mel_bins), "float64")
        self.sequence_length = sequence_length
        self.window = deserialize_keras_object(window)  # an array in a saved config
        self.sampling_rate, self.num_mel_bins = sampling_rate, num_mel_bins
        half = int(sampling_rate / 2)
        self.min_freq, self.max_freq = min_freq, half if max_freq is None else max_freq
        self.power_to_db, self.top_db, self.mag_exp = power_to_db, top_db, mag_exp
        self.min_power, self.ref_power = min_power, ref_power

    def call(self, inputs):
        is_double = self.compute_dtype == "float64"
        x = graph.cast(inputs, "float64" if is_double else "float32")
        lengths = self.sequence_length, self.sequence_stride, self.fft_length
        real, imaginary = stft(x, *lengths, self.window, center=True)
        power = real**2 + imaginary**2
        if self.mag_exp != 2:
            power = power ** (self.mag_exp / 2)
        bands = self.linear_to_mel_weight_matrix(
            self.num_mel_bins,
            self.fft_length // 2 + 1,
            self.sampling_rate,
            self.min_freq,
            self.max_freq,
            dtype=x.dtype.name,
        )
        y = graph.matmul(power, bands)
        if self.power_to_db:
            y = self._decibels(y)
        return graph.cast(graph.swapaxes(y, -1, -2), self.compute_dtype)

    def _decibels(self, power):
        reference = max(abs(self.ref_power), self.min_power)
        logarithm = graph.log(graph.maximum(power, self.min_power)) * (10 / np.log(10))
        y = logarithm - 10 * np.log10(reference)
        return graph.maximum(y, graph.max(y) - self.top_db)

    def linear_to_mel_weight_matrix(
        self,
        num_mel_bins=20,
        num_spectrogram_bins=129,
        sampling_rate=8000,
        lower_edge_hertz=125.0,
        upper_edge_hertz=3800.0,
        dtype="float32",
    ) -> np.ndarray:
        """The weight of each frequency in each band: triangles of height 1.

        The bands have equal distances on the mel scale, and each begins and ends in the
        middle of its neighbours. Frequency 0 is in none. As in Keras the scale is in
        single precision, whose rounding shows where bands are narrow.

        Returns:
            (num_spectrogram_bins, num_mel_bins).
        """

        def mel(hertz):
            share = np.asarray(hertz, np.float32) / np.float32(_MEL_BREAK)
            return np.float32(_MEL_FACTOR) * np.log(np.float32(1) + share)

        ends = mel([lower_edge_hertz, upper_edge_hertz])
        edges = np.linspace(*ends, num_mel_bins + 2, dtype=np.float32)
        frequencies = np.linspace(0.0, sampling_rate / 2, num_spectrogram_bins)
        at = mel(frequencies)[:, None]
        lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
        rising = (at - lower) / (centre - lower)
        falling = (upper - at) / (upper - centre)
        weights = np.maximum(0.0, np.minimum(rising, falling))
        weights[0] = 0.0
        return weights.astype(dtype)

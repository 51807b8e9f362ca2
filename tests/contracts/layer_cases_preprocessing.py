"""Examples of preprocessing layers for the layer contract."""

from __future__ import annotations

from kerasish import layers

IMAGE, FIRST = (2, 6, 5, 3), (2, 3, 6, 5)

#: of integers or text, to which no gradient comes
CODES = {"own_dtype": True, "no_gradient": True}
WORDS = {"among": ["a", "b", "c", "é", ""], **CODES}
TEXTS = {"among": ["a b c", "B, c!", "é", ""], **CODES}
NUMBERS = {"dtype": "int64", "high": 9, **CODES}
BINS = {"args": {"bin_boundaries": [-1.0, 0.0, 0.5]}, "no_gradient": True}


def _lookups(vocabulary, mask_token, inputs):
    """Cases of a lookup: all modes, several numbers for others, the inverse."""
    plain = {"vocabulary": vocabulary}

    def case(shape=(3, 4), **arguments):
        return {"args": {**plain, **arguments}, "shape": shape, **inputs}

    several = {"num_oov_indices": 3, "mask_token": mask_token}
    weights = {"output_mode": "tf_idf", "idf_weights": [0.5] * len(vocabulary)}
    return [
        {**case(), "free": (1,)},
        case((2, 3, 2), **several),
        case((3, 1), output_mode="one_hot"),
        case(output_mode="multi_hot", max_tokens=9, pad_to_max_tokens=True),
        case(output_mode="count", mask_token=mask_token),
        case(**weights),
        {**case(invert=True), **NUMBERS, "among": [0, 1, 2, 3, 9]},
    ]


CASES = {
    "Normalization": [
        {"shape": (3, 4), "mask": "kept"},
        {"args": {"axis": None, "invert": True}, "shape": (2, 4, 3), "free": (1,)},
        {
            "args": {"axis": (1, -1), "mean": [1.0, 2.0], "variance": [4.0, 0.25]},
            "shape": (2, 3, 2),
        },
    ],
    "Discretization": [
        {**BINS, "own_dtype": True, "shape": (3, 4), "free": (1,)},
        {**BINS, "args": {**BINS["args"], "output_mode": "one_hot"}, "shape": (3, 1)},
        {**BINS, "args": {**BINS["args"], "output_mode": "count"}, "shape": (3, 4)},
        {**BINS, "args": {**BINS["args"], "output_mode": "multi_hot"}, "shape": (4,)},
    ],
    "CategoryEncoding": [
        {"args": {"num_tokens": 5}, "shape": (3, 4), "dtype": "int32", "high": 7},
        {
            "args": {"num_tokens": 5, "output_mode": "one_hot"},
            "shape": (3, 1),
            "dtype": "int64",
            "high": 5,
        },
        {
            "args": {"num_tokens": 5, "output_mode": "count"},
            "shape": (2, 3, 4),
            "dtype": "int64",
            "high": 5,
        },
    ],
    "Hashing": [
        {"args": {"num_bins": 7}, "shape": (3, 4), "free": (1,), **NUMBERS},
        {"args": {"num_bins": 7, "salt": 133}, "shape": (3, 4), **WORDS},
        {
            "args": {"num_bins": 7, "output_mode": "one_hot", "mask_value": ""},
            "shape": (3, 1),
            **WORDS,
        },
        {
            "args": {"num_bins": 7, "output_mode": "count"},
            "shape": (3, 4),
            **NUMBERS,
            "own_dtype": False,
        },
    ],
    "HashedCrossing": [
        {"args": {"num_bins": 7}, "shape": [(3,), (3,)], **WORDS},
        {
            "args": {"num_bins": 7, "output_mode": "one_hot"},
            "shape": [(3, 1)] * 3,
            **NUMBERS,
        },
    ],
    "StringLookup": _lookups(["a", "c", "é"], "", WORDS),
    "IntegerLookup": _lookups([7, 3, 5], 0, NUMBERS),
    "TextVectorization": [
        {
            "args": {"vocabulary": ["a", "b", "b c"], "ngrams": 2}
            | {"output_sequence_length": 4},
            "shape": (3,),
            **TEXTS,
        },
        {
            "args": {"vocabulary": ["a", "b", "é"], "split": "character"}
            | {"output_sequence_length": 3},
            "shape": (3, 1),
            **TEXTS,
        },
    ],
    "MelSpectrogram": [
        {
            "args": {"fft_length": 16, "sequence_stride": 8, "num_mel_bins": 3}
            | {"sampling_rate": 100},
            "shape": (2, 40),
            "free": (1,),
        },
        {
            "args": {"fft_length": 16, "sequence_length": 12, "num_mel_bins": 3}
            | {"sampling_rate": 100, "power_to_db": False, "mag_exp": 1.0},
            "shape": (2, 520),
        },
    ],
    "STFTSpectrogram": [
        {"args": {"frame_length": 8}, "shape": (2, 20, 2), "free": (1,)},
        {
            "args": {"frame_length": 8, "mode": "stft", "padding": "same"}
            | {"expand_dims": True, "data_format": "channels_first"},
            "shape": (2, 2, 20),
        },
        {"args": {"frame_length": 8, "mode": "real"}, "shape": (2, 20, 1)},
        {"args": {"frame_length": 8, "mode": "angle"}, "shape": (2, 20, 1)},
    ],
    "Pipeline": [
        {
            "args": lambda: {
                "layers": [layers.Rescaling(2.0), layers.CenterCrop(3, 4)]
            },
            "shape": IMAGE,
            "own_dtype": True,
        },
    ],
    "Resizing": [
        {"args": {"height": 4, "width": 7}, "shape": IMAGE, "free": (1, 2)},
        {
            "args": {"height": 3, "width": 3, "interpolation": "bicubic"}
            | {"antialias": True, "data_format": "channels_first"},
            "shape": FIRST,
            "free": (2, 3),
        },
        {
            "args": {"height": 2, "width": 4, "crop_to_aspect_ratio": True},
            "shape": IMAGE,
            "free": (1, 2),
        },
        {
            "args": {"height": 2, "width": 4, "pad_to_aspect_ratio": True}
            | {"fill_value": 0.5, "interpolation": "area"},
            "shape": IMAGE,
            "free": (1, 2),
        },
    ],
    "CenterCrop": [
        {"args": {"height": 3, "width": 4}, "shape": IMAGE, "free": (1, 2)},
        {"args": {"height": 9, "width": 4}, "shape": IMAGE},
        {
            "args": {"height": 2, "width": 2, "data_format": "channels_first"},
            "shape": FIRST,
        },
    ],
}

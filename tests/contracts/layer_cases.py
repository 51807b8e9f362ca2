"""Examples of layers for the layer contract: one or more for every class.

``CASES`` maps a class name to a list of dicts. Files ``layer_cases_<family>.py`` beside
this one hold more of them. The keys of a dict, all optional but ``shape``:

- args: the constructor's arguments, or a function that makes them afresh.
- shape: of the input with the batch, or a list of shapes for a list of inputs.
- dtype: of the inputs, "float32"; for integers ``high`` is the first that is too large.
- among: what the inputs are drawn from, such as words, in place of numbers.
- spread: whether the inputs are separate arguments of the call, not one list.
- call: further arguments of the call, such as ``{"training": True}``.
- free: axes besides the batch whose size may be unknown.
- mask: what becomes of an input mask of the shape ``shape[:2]``: "kept", "dropped" (on
  purpose), "warned" (the layer does not know masks), or None: not tried.
- out_dtype: of the outputs, if it is not that of the layer.
- own_dtype: whether the layer has one dtype of outputs, whatever its dtype is.
- no_gradient: whether no gradient comes to the inputs.
- quiet: weights to which no gradient comes, by name.
- merges: whether files hold what weights make together, not each of them.
"""

from __future__ import annotations

import numpy as np

from kerasish import layers

SEQUENCE, IMAGE, VOLUME = (2, 6, 3), (2, 6, 5, 3), (2, 4, 5, 6, 3)
FIRST = {1: (2, 3, 6), 2: (2, 3, 6, 5), 3: (2, 3, 4, 5, 6)}
LAST = {1: SEQUENCE, 2: IMAGE, 3: VOLUME}


def squares(x):
    return x * x


ACTIVATIONS = {
    "Activation": [
        {"args": {"activation": "relu"}, "shape": SEQUENCE, "mask": "kept"},
        {"args": {"activation": "softmax"}, "shape": (2, 5)},
    ],
    "ReLU": [
        {"shape": SEQUENCE, "free": (1,), "mask": "kept"},
        {
            "args": {"max_value": 0.5, "negative_slope": 0.1, "threshold": 0.2},
            "shape": (2, 5),
        },
    ],
    "LeakyReLU": [{"shape": SEQUENCE, "free": (1,), "mask": "kept"}],
    "ELU": [{"args": {"alpha": 0.5}, "shape": SEQUENCE, "mask": "kept"}],
    "PReLU": [
        {"shape": SEQUENCE, "mask": "kept"},
        {"args": {"shared_axes": [1, 2]}, "shape": IMAGE, "free": (1, 2)},
    ],
    "Softmax": [
        {"shape": (2, 5)},
        {"args": {"axis": [1, 2]}, "shape": SEQUENCE},
        {
            "shape": (2, 3),
            "call": {"mask": np.array([[True, True, False], [True, False, True]])},
        },
    ],
}

RESHAPING = {
    "Flatten": [
        {"shape": IMAGE, "free": (1, 2), "mask": "warned"},
        {"args": {"data_format": "channels_first"}, "shape": FIRST[2]},
        {"shape": (4,)},
    ],
    "Reshape": [
        {"args": {"target_shape": (3, 6)}, "shape": SEQUENCE, "mask": "warned"},
        {"args": {"target_shape": (-1, 3)}, "shape": IMAGE, "free": (1, 2)},
    ],
    "Permute": [{"args": {"dims": (2, 1)}, "shape": SEQUENCE, "free": (1,)}],
    "RepeatVector": [{"args": {"n": 3}, "shape": (2, 5)}],
    "Cropping1D": [{"args": {"cropping": (1, 2)}, "shape": SEQUENCE, "free": (1,)}],
    "Cropping2D": [
        {"args": {"cropping": ((1, 0), (0, 2))}, "shape": IMAGE, "free": (1, 2)},
        {"args": {"cropping": 1, "data_format": "channels_first"}, "shape": FIRST[2]},
    ],
    "Cropping3D": [
        {"args": {"cropping": (1, 1, 2)}, "shape": VOLUME, "free": (1, 2, 3)},
        {"args": {"data_format": "channels_first"}, "shape": FIRST[3]},
    ],
    "ZeroPadding1D": [
        {"args": {"padding": (1, 2)}, "shape": SEQUENCE, "free": (1,)},
        {"args": {"data_format": "channels_first"}, "shape": FIRST[1]},
    ],
    "ZeroPadding2D": [
        {"args": {"padding": ((1, 0), (0, 2))}, "shape": IMAGE, "free": (1, 2)},
        {"args": {"padding": 1, "data_format": "channels_first"}, "shape": FIRST[2]},
    ],
    "ZeroPadding3D": [
        {"args": {"padding": (1, 1, 2)}, "shape": VOLUME, "free": (1, 2, 3)},
        {"args": {"data_format": "channels_first"}, "shape": FIRST[3]},
    ],
    "UpSampling1D": [{"args": {"size": 3}, "shape": SEQUENCE, "free": (1,)}],
    "UpSampling2D": [
        {"shape": IMAGE, "free": (1, 2)},
        {"args": {"size": (1, 3), "data_format": "channels_first"}, "shape": FIRST[2]},
        {
            "args": {"size": (2, 3), "interpolation": "bilinear"},
            "shape": IMAGE,
            "free": (1, 2),
        },
        {"args": {"interpolation": "lanczos3"}, "shape": IMAGE, "free": (1, 2)},
    ],
    "UpSampling3D": [
        {"shape": VOLUME, "free": (1, 2, 3)},
        {"args": {"size": 3, "data_format": "channels_first"}, "shape": FIRST[3]},
    ],
}

IN_TRAINING = {"training": True}
REGULARIZATION = {
    "Dropout": [
        {"args": {"rate": 0.5}, "shape": SEQUENCE, "mask": "kept"},
        {"args": {"rate": 0.5, "seed": 3}, "shape": (4, 9), "call": IN_TRAINING},
        {
            "args": {"rate": 0.4, "noise_shape": (None, 1, None)},
            "shape": SEQUENCE,
            "call": IN_TRAINING,
        },
    ],
    "SpatialDropout1D": [
        {"args": {"rate": 0.5}, "shape": SEQUENCE, "free": (1,), "call": IN_TRAINING}
    ],
    "SpatialDropout2D": [
        {"args": {"rate": 0.5}, "shape": IMAGE, "call": IN_TRAINING},
        {
            "args": {"rate": 0.5, "data_format": "channels_first"},
            "shape": FIRST[2],
            "call": IN_TRAINING,
        },
    ],
    "SpatialDropout3D": [{"args": {"rate": 0.5}, "shape": VOLUME, "call": IN_TRAINING}],
    "GaussianNoise": [
        {"args": {"stddev": 0.5}, "shape": SEQUENCE, "mask": "kept"},
        {"args": {"stddev": 0.5, "seed": 3}, "shape": (4, 9), "call": IN_TRAINING},
    ],
    "GaussianDropout": [
        {"args": {"rate": 0.5}, "shape": SEQUENCE, "mask": "kept"},
        {"args": {"rate": 0.5}, "shape": (4, 9), "call": IN_TRAINING},
    ],
    "AlphaDropout": [
        {"args": {"rate": 0.5}, "shape": SEQUENCE, "mask": "kept"},
        {
            "args": {"rate": 0.5, "noise_shape": (None, 1)},
            "shape": (4, 9),
            "call": IN_TRAINING,
        },
    ],
    "ActivityRegularization": [
        {"args": {"l1": 0.1, "l2": 0.2}, "shape": SEQUENCE, "mask": "kept"}
    ],
}


def _convolutions(rank: int) -> dict:
    """Cases of the convolutions over so many axes."""
    axes = tuple(range(1, rank + 1))
    plain = {"filters": 4, "kernel_size": 2}
    last, first = {"shape": LAST[rank]}, {"shape": FIRST[rank]}
    stepping = {"strides": 2, "padding": "same", "data_format": "channels_first"}
    found = {
        f"Conv{rank}D": [
            {"args": {**plain, "activation": "relu"}, **last, "free": axes},
            {"args": {**plain, **stepping, "use_bias": False}, **first},
            {"args": {**plain, "filters": 6, "groups": 3, "dilation_rate": 2}, **last},
        ],
        f"Conv{rank}DTranspose": [
            {"args": {**plain, "strides": 2}, **last, "free": axes},
            {"args": {**plain, **stepping, "output_padding": 1}, **first},
            {"args": {**plain, "dilation_rate": 2, "use_bias": False}, **last},
        ],
    }
    if rank == 3:
        return found
    return {
        **found,
        f"DepthwiseConv{rank}D": [
            {"args": {"kernel_size": 2, "depth_multiplier": 2}, **last, "free": axes},
            {"args": {"kernel_size": 3, **stepping, "use_bias": False}, **first},
        ],
        f"SeparableConv{rank}D": [
            {"args": {**plain, "depth_multiplier": 2}, **last, "free": axes},
            {"args": {**plain, **stepping, "activation": "tanh"}, **first},
        ],
    }


CAUSAL = {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}


def _pools(rank: int) -> dict:
    """Cases of the pools over so many axes."""
    axes = tuple(range(1, rank + 1))
    last = {"shape": LAST[rank], "free": axes}
    first = {"shape": FIRST[rank]}
    before = {"data_format": "channels_first"}
    window = {"pool_size": 3, "strides": 2, "padding": "same", **before}
    found = {}
    for kind in ("Max", "Average"):
        found[f"{kind}Pooling{rank}D"] = [
            {"args": {"pool_size": 2}, **last},
            {"args": window, **first},
        ]
        found[f"Global{kind}Pooling{rank}D"] = [
            last,
            {"args": {"keepdims": True, **before}, **first},
        ]
        found[f"Adaptive{kind}Pooling{rank}D"] = [
            {"args": {"output_size": 3}, **last},
            {"args": {"output_size": 2, **before}, **first},
        ]
    return found


NORMALIZATION = {
    "BatchNormalization": [
        {"shape": SEQUENCE, "free": (1,), "mask": "kept"},
        {"shape": IMAGE, "free": (1, 2), "call": IN_TRAINING},
        {"args": {"axis": 1, "scale": False}, "shape": FIRST[2], "call": IN_TRAINING},
        {
            "args": {"center": False, "momentum": 0.5},
            "shape": (2, 4, 3),
            "call": {**IN_TRAINING, "mask": np.array([[1, 1, 0, 1], [0, 1, 1, 1]])},
        },
        {
            "args": {"renorm": True, "renorm_clipping": {"rmax": 3.0, "dmax": 2.0}},
            "shape": (8, 3),
            "call": IN_TRAINING,
        },
    ],
    "LayerNormalization": [
        {"shape": SEQUENCE, "free": (1,), "mask": "kept"},
        {"args": {"axis": (1, 3), "center": False}, "shape": IMAGE, "free": (2,)},
        {"args": {"axis": 1, "scale": False}, "shape": IMAGE},
    ],
    "GroupNormalization": [
        {"args": {"groups": 2}, "shape": (2, 5, 4), "free": (1,), "mask": "kept"},
        {"args": {"groups": -1, "axis": 1}, "shape": FIRST[2]},
    ],
    "RMSNormalization": [
        {"shape": SEQUENCE, "free": (1,), "mask": "warned"},
        {"args": {"axis": [1, 2]}, "shape": SEQUENCE},
    ],
    "SpectralNormalization": [
        {"args": lambda: {"layer": layers.Dense(4)}, "shape": (3, 5)},
        {
            "args": lambda: {"layer": layers.Conv1D(4, 2), "power_iterations": 2},
            "shape": SEQUENCE,
            "free": (1,),
            "call": IN_TRAINING,
        },
    ],
    "LoRA": [
        {
            "args": lambda: {"layer": layers.Dense(4)},
            "shape": (3, 5),
            "merges": True,
            "out_dtype": "float32",
            "quiet": ("lora_kernel_a", "kernel", "bias"),
        },
        {
            "args": lambda: {"layer": layers.Conv1D(4, 2), "rank": 2, "alpha": 3},
            "shape": SEQUENCE,
            "free": (1,),
            "merges": True,
            "out_dtype": "float32",
            "quiet": ("lora_kernel_a", "kernel", "bias"),
        },
    ],
    "UnitNormalization": [
        {"shape": SEQUENCE, "free": (1,), "mask": "kept"},
        {"args": {"axis": [1, 2]}, "shape": SEQUENCE},
    ],
}

PAIR = [SEQUENCE, SEQUENCE]
MERGING = {
    **{
        name: [
            {"shape": PAIR, "mask": "kept"},
            {"shape": [(2, 1, 3), (2, 4, 1)]},
            {"shape": [(2, 3), (2, 4, 3)]},
        ]
        for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    },
    "Concatenate": [
        {"shape": PAIR, "mask": "kept"},
        {"args": {"axis": 1}, "shape": [(2, 3, 4), (2, 5, 4)]},
    ],
    "Dot": [
        {"args": {"axes": -1, "normalize": True}, "shape": [(2, 4), (2, 4)]},
        {"args": {"axes": (2, 1)}, "shape": [(2, 3, 4), (2, 4, 5)], "mask": "dropped"},
        {"args": {"axes": (1, 1)}, "shape": [(2, 4), (2, 4, 5)]},
    ],
}

CORE = {
    "Dense": [
        {"args": {"units": 4, "activation": "relu"}, "shape": (3, 5)},
        {"args": {"units": 4}, "shape": SEQUENCE, "free": (1,), "mask": "kept"},
    ],
    "EinsumDense": [
        {
            "args": {"equation": "abc,cd->abd", "output_shape": (None, 4)},
            "shape": SEQUENCE,
            "free": (1,),
            "mask": "warned",
        },
        {
            "args": {
                "equation": "ab...,bc->ac...",
                "output_shape": 4,
                "bias_axes": "c",
                "activation": "tanh",
            },
            "shape": IMAGE,
        },
    ],
    "Identity": [{"shape": SEQUENCE, "free": (1,), "mask": "kept"}],
    "Lambda": [
        {"args": {"function": squares}, "shape": SEQUENCE, "mask": "warned"},
        {"args": {"function": squares, "output_shape": (3,)}, "shape": (2, 3)},
    ],
    "Rescaling": [
        {"args": {"scale": 2.0, "offset": -1.0}, "shape": IMAGE, "free": (1, 2)},
        {"args": {"scale": [1.0, 2.0, 3.0]}, "shape": SEQUENCE, "mask": "kept"},
        {"args": {"scale": 0.5}, "shape": (2, 3), "dtype": "int32", "high": 9},
    ],
}

CASES = {
    **ACTIVATIONS,
    **RESHAPING,
    **REGULARIZATION,
    **_convolutions(1),
    **_convolutions(2),
    **_convolutions(3),
    **_pools(1),
    **_pools(2),
    **_pools(3),
    **NORMALIZATION,
    **MERGING,
    **CORE,
}
CASES["Conv1D"].append({"args": CAUSAL, "shape": SEQUENCE, "free": (1,)})
CASES["SeparableConv1D"].append({"args": CAUSAL, "shape": SEQUENCE})
CASES["GlobalAveragePooling1D"].append({"shape": SEQUENCE, "mask": "dropped"})

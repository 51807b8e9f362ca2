"""Examples of Embedding, Masking, recurrent and attention layers (layer_cases.py)."""

from __future__ import annotations

import numpy as np

from kerasish import layers

SEQUENCE = (2, 5, 3)
MASK = np.array([[True, True, False, True, False], [False, True, True, True, True]])


def _draw(*shape):
    return np.random.default_rng(5).normal(size=shape).astype("float32")


def _recurrent(states: int, **others) -> list:
    """Cases of a recurrent layer of 4 units with so many states."""
    start = [_draw(2, 4)] * states

    def case(call=None, free=(1,), **arguments):
        return {
            "args": {"units": 4, **arguments},
            "shape": SEQUENCE,
            "free": free,
            "call": call or {},
        }

    flags = {"return_sequences": True, "return_state": True}
    return [
        {**case(), "mask": "dropped"},
        {**case(return_sequences=True), "mask": "kept"},
        case({"mask": MASK}, **flags, go_backwards=True),
        case({"mask": MASK, "initial_state": start}, zero_output_for_mask=True),
        case({"initial_state": start}, **flags, use_bias=False),
        case({"mask": MASK}, free=(), unroll=True),
        case({"training": True}, dropout=0.3, recurrent_dropout=0.4, seed=3),
        *(case(**other) for other in ([others] if others else [])),
    ]


def _cell(states: int, **others) -> list:
    """Cases of a cell of 4 units with so many states."""
    call = {"states": [_draw(2, 4)] * states}
    plain = {"args": {"units": 4}, "shape": (2, 3), "call": call}
    return [plain, {**plain, "args": {"units": 4, "use_bias": False, **others}}]


def _stack():
    return [layers.LSTMCell(4), layers.GRUCell(3)]


RECURRENT = {
    "SimpleRNNCell": _cell(1),
    "LSTMCell": _cell(2),
    "GRUCell": _cell(1, reset_after=False),
    "StackedRNNCells": [
        {
            "args": lambda: {"cells": _stack()},
            "shape": (2, 3),
            "call": {"states": [[_draw(2, 4), _draw(2, 4)], _draw(2, 3)]},
            "out_dtype": "float32",
        }
    ],
    "SimpleRNN": _recurrent(1),
    "LSTM": _recurrent(2, recurrent_activation="hard_sigmoid", unit_forget_bias=False),
    "GRU": _recurrent(1, reset_after=False),
    "RNN": [
        {
            "args": lambda: {"cell": layers.LSTMCell(4)},
            "shape": SEQUENCE,
            "free": (1,),
            "mask": "dropped",
        },
        {
            "args": lambda: {"cell": _stack(), "return_state": True},
            "shape": SEQUENCE,
            "free": (1,),
            "call": {"mask": MASK},
        },
    ],
    "Bidirectional": [
        {
            "args": lambda mode=mode: {
                "layer": layers.GRU(4, return_sequences=True),
                "merge_mode": mode,
            },
            "shape": SEQUENCE,
            "free": (1,),
            "mask": "kept",
        }
        for mode in ("concat", "sum", "mul", "ave", None)
    ],
    "TimeDistributed": [
        {
            "args": lambda: {"layer": layers.Dense(4)},
            "shape": SEQUENCE,
            "free": (1,),
            "mask": "kept",
            "out_dtype": "float32",
        },
        {
            "args": lambda: {"layer": layers.LSTM(4)},
            "shape": (2, 3, 4, 5),
            "out_dtype": "float32",
        },
        {
            "args": lambda: {"layer": layers.BatchNormalization()},
            "shape": (4, 3, 5),
            "call": {"training": True},
            "out_dtype": "float32",
        },
    ],
}
RECURRENT["Bidirectional"].append(
    {
        "args": lambda: {"layer": layers.LSTM(4)},
        "shape": SEQUENCE,
        "free": (1,),
        "call": {"mask": MASK},
    }
)


def _convolutional(rank: int) -> list:
    """Cases of a convolutional LSTM over so many axes."""
    sizes = (5, 4, 6)[:rank]
    last, first = (2, 3, *sizes, 2), (2, 3, 2, *sizes)
    plain = {"filters": 3, "kernel_size": 2}
    return [
        {"args": plain, "shape": last, "free": (1,), "mask": "dropped"},
        {
            "args": {**plain, "padding": "same", "return_sequences": True},
            "shape": last,
            "call": {"mask": MASK[:, :3]},
        },
        {
            "args": {**plain, "data_format": "channels_first", "return_state": True},
            "shape": first,
        },
        {
            "args": {**plain, "dropout": 0.3, "recurrent_dropout": 0.3, "seed": 3},
            "shape": last,
            "call": {"training": True},
        },
    ]


PAIR = [(2, 5, 3), (2, 5, 3)]
QUERY_AND_VALUE = {"shape": PAIR, "free": (1,), "spread": True}
ATTENTION = {
    "MultiHeadAttention": [
        {
            "args": {"num_heads": 2, "key_dim": 3},
            **QUERY_AND_VALUE,
            "mask": "kept",
            "quiet": ("bias",),
        },
        {
            "args": {"num_heads": 2, "key_dim": 3, "value_dim": 4, "output_shape": 6},
            **QUERY_AND_VALUE,
            "call": {"use_causal_mask": True},
            "quiet": ("bias",),
        },
        {
            "args": {"num_heads": 2, "key_dim": 3, "use_gate": True, "use_bias": False},
            **QUERY_AND_VALUE,
            "call": {"attention_mask": _draw(2, 5, 5) > 0},
        },
        {
            "args": {"num_heads": 2, "key_dim": 3, "dropout": 0.3, "seed": 3},
            **QUERY_AND_VALUE,
            "call": {"training": True},
        },
        {
            "args": {"num_heads": 2, "key_dim": 3, "attention_axes": 2},
            "shape": [(2, 3, 5, 4), (2, 3, 5, 4)],
            "spread": True,
            "quiet": ("bias",),
        },
    ],
    "GroupedQueryAttention": [
        {
            "args": {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
            **QUERY_AND_VALUE,
            "mask": "kept",
            "quiet": ("bias",),
        },
        {
            "args": {
                "head_dim": 3,
                "num_query_heads": 4,
                "num_key_value_heads": 1,
                "sliding_window": 2,
                "use_gate": True,
                "use_bias": False,
            },
            **QUERY_AND_VALUE,
        },
    ],
    "Attention": [
        {"shape": PAIR, "free": (1,), "mask": "kept"},
        {
            "args": {"use_scale": True, "score_mode": "concat"},
            "shape": PAIR,
            "free": (1,),
            "call": {"use_causal_mask": True},
        },
        {
            "args": {"dropout": 0.3, "seed": 3},
            "shape": [*PAIR, (2, 5, 3)],
            "call": {"training": True},
        },
    ],
    "AdditiveAttention": [
        {"shape": PAIR, "free": (1,), "mask": "kept"},
        {"args": {"use_scale": False}, "shape": PAIR, "free": (1,)},
    ],
}

LOOKING_UP = {"dtype": "int32", "high": 7, "shape": (2, 5), "free": (1,)}
CASES = {
    "Embedding": [
        {"args": {"input_dim": 7, "output_dim": 3}, **LOOKING_UP, "mask": "warned"},
        {
            "args": {"input_dim": 7, "output_dim": 3, "mask_zero": True},
            **LOOKING_UP,
            "mask": "kept",
        },
    ],
    "ReversibleEmbedding": [
        {"args": {"input_dim": 7, "output_dim": 3}, **LOOKING_UP, "mask": "warned"},
        {
            "args": {"input_dim": 7, "output_dim": 3, "mask_zero": True},
            **LOOKING_UP,
            "mask": "kept",
        },
    ],
    "Masking": [{"shape": SEQUENCE, "free": (1,), "mask": "kept"}],
    **RECURRENT,
    **{f"ConvLSTM{rank}D": _convolutional(rank) for rank in (1, 2, 3)},
    **ATTENTION,
}

"""Arguments that came with Keras 3, left out where they say nothing new."""

from __future__ import annotations

#: (value that says nothing new, beginnings of the names of the classes, all if none)
_NEW: dict[str, tuple[object, tuple[str, ...]]] = {
    "quantization_config": (None, ()),
    "lora_rank": (None, ()),
    "lora_alpha": (None, ()),
    "use_cudnn": ("auto", ("LSTM", "GRU")),
    "seed": (
        None,
        ("MultiHeadAttention", "SimpleRNN", "ConvLSTM", "AdditiveAttention"),
    ),
    "rms_scaling": (False, ("LayerNormalization",)),
    "score_mode": ("dot", ("AdditiveAttention",)),
    "flash_attention": (None, ()),
    "sliding_window": (None, ()),
    "use_gate": (False, ()),
    "data_format": (
        "channels_last",
        ("ZeroPadding1D", "CenterCrop", "Resizing", "Random"),
    ),
    "bounding_box_format": (None, ()),
    "factor": (None, ()),
    "pad_to_aspect_ratio": (False, ()),
    "antialias": (False, ()),
    "fill_mode": ("constant", ("Resizing",)),
    "fill_value": (0.0, ("Resizing",)),
    "value_range": ([0, 255], ("RandomContrast",)),
    "oov_method": ("floormod", ()),
    # numbers of words are integers for Keras 2, which takes no other dtype
    "dtype": ("float32", ("IntegerLookup", "StringLookup", "TextVectorization")),
    "salt": (None, ("StringLookup", "IntegerLookup")),
    "input_axes": (None, ()),
    "output_axes": (None, ()),
    "loss_scale_factor": (None, ()),
    "gradient_accumulation_steps": (None, ()),
    "from_sorted_ids": (False, ()),
    "axis": (-1, ("SparseCategoricalCrossentropy",)),
}


def without_new_arguments(name: str, config: dict) -> dict:
    """The config of a class, without arguments that Keras 2 does not know.

    Those that hold another value than the default stay: Keras 2 refuses them, as it has
    not what they ask for.

    Args:
        name: of the class.
        config: its arguments.

    Example:
        >>> from kerasish.saving.classic.new_arguments import without_new_arguments
        >>> without_new_arguments("GRU", {"units": 2, "use_cudnn": "auto"})
        {'units': 2}
        >>> without_new_arguments("Dense", {"units": 2, "lora_rank": 4})
        {'units': 2, 'lora_rank': 4}
    """
    return {key: v for key, v in config.items() if not _says_nothing(name, key, v)}


def _says_nothing(name: str, key: str, value) -> bool:
    if key not in _NEW:
        return False
    usual, classes = _NEW[key]
    return value == usual and (not classes or name.startswith(classes))


def has_new_arguments(config: dict) -> bool:
    """Whether a config has arguments that no class of Keras 2 knows."""
    return any(key in config and not classes for key, (_, classes) in _NEW.items())

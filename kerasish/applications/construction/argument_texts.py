"""The documentation of constructors, put together from texts of their arguments."""

from __future__ import annotations

import textwrap

TEXTS = {
    "include_top": "whether the classifier is part of the model.",
    "weights": "None for random ones; the path of a local .h5 or .weights.h5 file; "
    '"imagenet" for the public weights, which must lie in ~/.keras/models (or in the '
    "folder models of KERAS_HOME) under their public name: nothing is downloaded.",
    "input_tensor": "Keras tensor to start from, in place of a new input.",
    "input_shape": "sizes of an image with its channels; None for the default size, "
    "or for any size where there is no top.",
    "pooling": 'what follows the features of a model without a top: "avg" or "max" '
    "over all places, or None.",
    "classes": "number of classes of the top.",
    "classifier_activation": "of the top; None gives logits.",
    "name": "of the model.",
    "alpha": "multiplies the number of filters.",
    "depth_multiplier": "outputs of the depthwise convolutions for each channel.",
    "dropout": "rate of the dropout in front of the top.",
    "dropout_rate": "rate of the dropout in the top.",
    "minimalistic": "whether to do without squeeze-and-excite, hard swish and windows "
    "of 5.",
    "include_preprocessing": "whether the model takes pixels from 0 to 255; if not, "
    "they are to be scaled before.",
}


def documentation(name: str, about: str, arguments) -> str:
    """The docstring of a constructor.

    Args:
        name: of the model.
        about: what is said of the whole family, below the first line.
        arguments: names of the arguments, in order.
    """
    lines = [
        textwrap.fill(f"{argument}: {TEXTS[argument]}", 84, subsequent_indent=" " * 4)
        for argument in arguments
    ]
    texts = [
        f"The image model {name}.",
        textwrap.dedent(about).strip(),
        "Args:\n" + textwrap.indent("\n".join(lines), " " * 4),
        "Returns:\n    A functional model.",
        "Raises:\n    ArgumentError: arguments that do not go together.\n"
        "    FileError: there are no such weights, or they do not fit.",
    ]
    return "\n\n".join(texts) + "\n"

"""What a classifier says of each class before its last softmax or sigmoid."""

from __future__ import annotations

import numpy as np

import graph
from kerasish import activations
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.rules import positive_int
from kerasish.layers import Activation, Softmax
from kerasish.layers.recorded_call import call_of
from kerasish.models import Model

_LAST = (activations.softmax, activations.sigmoid)


@internal
class ClassScores:
    """Scores of classes, and of one class for each sample, with other values beside.

    Probabilities of one class fall when those of others rise; the scores before softmax
    do not, so gradients are taken of them (Selvaraju et al. 2017, section 3).

    Args:
        user: the function that asks, for errors.
        model: a model with one float input and one output (samples, classes).
        inner: Keras tensors of the model whose values are wanted too.
    """

    def __init__(self, user: str, model, inner=()):
        self.user, self.model = user, model
        if getattr(model, "outputs", None):
            self._require_one(model)
            scores = _before_activation(model.outputs[0])
            self.function = Model(model.inputs, [*inner, scores])
        else:
            self.function = model

    def __call__(self, x):
        """The values of the inner tensors, and the scores, of symbolic inputs."""
        found = self.function(x, training=False)
        *inner, scores = found if isinstance(found, (list, tuple)) else [found]
        if len(scores.shape) != 2:
            fail(
                f"{self.user}: the output must have the shape (samples, classes)",
                {"output": scores},
                "give a part of it that ends so: kerasish.Model(inputs, outputs)",
            )
        return inner, scores

    def of_classes(self, scores, classes):
        """The sum over samples of the score of the class of each.

        A lone output is the score of class 1; that of class 0 is its negative.
        """
        if scores.shape[1] == 1:
            signs = graph.cast(graph.reshape(classes, (-1, 1)) * 2 - 1, scores.dtype)
            return graph.sum(scores * signs)
        return graph.sum(graph.pick_class(scores, classes))

    def checked_inputs(self, x) -> np.ndarray:
        """The samples as one float array."""
        x = np.asarray(x)
        if x.dtype.kind != "f":
            x = x.astype("float32") if x.dtype.kind in "iub" else x
        if x.dtype.kind != "f" or x.ndim < 2 or not len(x):
            fail(
                f"{self.user}: x must be an array of at least one sample, of numbers",
                {"x": f"{x.dtype}{list(x.shape)}"},
            )
        return x

    def chosen_classes(self, x: np.ndarray, classes, batch_size: int) -> np.ndarray:
        """One class for each sample: those given, or those with the largest score."""
        batch_size = positive_int.check(self.user, "batch_size", batch_size)
        scores = graph.function(lambda x: self(x)[1])
        count = int(scores(x[:1]).shape[1])
        if classes is None:
            parts = range(0, len(x), batch_size)
            found = np.concatenate([scores(x[i : i + batch_size]) for i in parts])
            return found.argmax(1) if count > 1 else (found[:, 0] > 0).astype("int64")
        given = np.asarray(classes)
        if given.dtype.kind not in "iu" or given.shape not in ((), (len(x),)):
            fail(
                f"{self.user}: classes must be a whole number, or one for each sample",
                {"classes": f"{given.dtype}{list(given.shape)}", "samples": len(x)},
            )
        if given.min() < 0 or given.max() >= max(count, 2):
            fail(
                f"{self.user}: classes must be from 0 to {max(count, 2) - 1}",
                {"classes": int(given.min() if given.min() < 0 else given.max())},
            )
        return np.broadcast_to(given, (len(x),)).astype("int64")

    def _require_one(self, model) -> None:
        counts = {"inputs": len(model.inputs), "outputs": len(model.outputs)}
        if set(counts.values()) != {1}:
            fail(
                f"{self.user}: the model must have one input and one output",
                counts,
                "give a part of it: kerasish.Model(inputs, outputs)",
            )
        dtype = str(model.inputs[0].dtype)
        if "float" not in dtype:
            fail(
                f"{self.user}: the model's input has no gradient",
                {"input": dtype},
                "give the part of the model after the embedding",
            )


def _before_activation(output):
    """The Keras tensor that the last softmax or sigmoid takes, or the output itself."""
    call = call_of(output)
    layer = call.operation
    is_softmax = isinstance(layer, Softmax)
    if is_softmax or (isinstance(layer, Activation) and layer.activation in _LAST):
        return call.input_tensors[0]
    if getattr(layer, "activation", None) not in _LAST:
        return output
    config = {**layer.get_config(), "activation": "linear"}
    linear = type(layer).from_config(config)
    scores = linear(*call.args, **call.kwargs)
    linear.set_weights(layer.get_weights())
    return scores

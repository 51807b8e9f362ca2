"""Which inputs move the score of a class: its gradient."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.rules import non_negative_int, non_negative_number
from kerasish.visualization.class_scores import ClassScores


def saliency(
    model, x, classes=None, smooth_samples=0, noise=0.1, seed=0, batch_size=32
) -> np.ndarray:
    """d score[class] / dx for each sample, as it is or smoothed by noise.

    The score is that before a last softmax or sigmoid. Its sign says whether a larger
    input speaks for the class or against it; the usual picture is the largest absolute
    value over the channels.

    Args:
        model: a model with one float input and one output (samples, classes); a lone
            output is the score of class 1.
        x: (samples, ...) numbers.
        classes: a class, or one for each sample; the class that is predicted when None.
        smooth_samples: SmoothGrad's n: the mean gradient at n copies of x with noise;
            0 for the gradient at x.
        noise: standard deviation of that noise, in parts of largest minus smallest
            number of a sample; 0.1 to 0.2 is usual.
        seed: of the noise.
        batch_size: how many samples run at a time.

    Returns:
        An array of the shape of x.

    Raises:
        ArgumentError: several inputs or outputs, an input of integers, no such class.

    Source:
        Simonyan, Vedaldi, Zisserman 2013, "Deep Inside Convolutional Networks",
        arXiv:1312.6034, section 3. Smilkov et al. 2017, "SmoothGrad: removing noise by
        adding noise", arXiv:1706.03825.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((2,)),
        ...                              kerasish.layers.Dense(2, "softmax")])
        >>> model.set_weights([np.array([[1.0, 2.0], [3.0, -4.0]]), np.zeros(2)])
        >>> kerasish.visualization.saliency(model, np.ones((1, 2)), classes=1)
        array([[ 2., -4.]], dtype=float32)
    """
    smooth_samples = non_negative_int.check(
        "saliency", "smooth_samples", smooth_samples
    )
    noise = non_negative_number.check("saliency", "noise", noise)
    scores = ClassScores("saliency", model)
    x = scores.checked_inputs(x).astype("float32", copy=False)
    classes = scores.chosen_classes(x, classes, batch_size)

    @graph.function
    def gradient(x, classes):
        _, found = scores(x)
        return graph.gradients(scores.of_classes(found, classes), [x])[0]

    random = np.random.default_rng(seed)
    result = np.zeros_like(x)
    for start in range(0, len(x), batch_size):
        rows = slice(start, start + batch_size)
        inner = tuple(range(1, x.ndim))
        spread = noise * np.ptp(x[rows], axis=inner, keepdims=True)
        for _ in range(max(1, smooth_samples)):
            near = x[rows]
            if smooth_samples:
                near = near + spread * random.standard_normal(near.shape, "float32")
            result[rows] += np.asarray(gradient(near, classes[rows]))
    return result / max(1, smooth_samples)

"""How often each class is taken for each other."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.rules import one_of, optional, positive_int

_ARGUMENTS = {
    "num_classes": optional(positive_int),
    "normalize": optional(one_of("true", "pred", "all")),
}
_AXES = {"true": 1, "pred": 0, "all": None}


def confusion_matrix(y_true, y_pred, num_classes=None, normalize=None) -> np.ndarray:
    """counts[i, j] = how many samples of class i were taken for class j.

    Args:
        y_true: (samples,) or (samples, 1) whole numbers; or (samples, classes) one-hot.
        y_pred: the same; or (samples, classes) scores, of which the largest counts.
        num_classes: how many there are; one more than the largest number when None.
        normalize: "true" for parts of the samples of a class (rows sum to 1), "pred"
            for parts of the predictions of a class (columns), "all" for parts of all
            samples; None for counts. Rows without samples stay 0.

    Returns:
        (classes, classes) int64; float64 if normalized.

    Raises:
        ArgumentError: not as many predictions as labels, numbers that are no classes.

    Example:
        >>> from kerasish.visualization import confusion_matrix
        >>> confusion_matrix([0, 1, 1, 2], [0, 2, 1, 2])
        array([[1, 0, 0],
               [0, 1, 1],
               [0, 0, 1]])
    """
    owner = "confusion_matrix"
    num_classes = _ARGUMENTS["num_classes"].check(owner, "num_classes", num_classes)
    normalize = _ARGUMENTS["normalize"].check(owner, "normalize", normalize)
    wide = [np.shape(y)[1] for y in (y_true, y_pred) if _is_wide(y)]
    true, pred = _classes("y_true", y_true), _classes("y_pred", y_pred)
    if len(true) != len(pred):
        fail(
            "confusion_matrix: each label needs one prediction",
            {"y_true": len(true), "y_pred": len(pred)},
        )
    if num_classes is None:
        num_classes = max([*wide, *(int(c.max(initial=0)) + 1 for c in (true, pred))])
    for name, codes in (("y_true", true), ("y_pred", pred)):
        _require_classes(name, codes, num_classes)
    counts = np.bincount(true * num_classes + pred, minlength=num_classes**2)
    counts = counts.reshape(num_classes, num_classes)
    if normalize is None:
        return counts
    sums = counts.sum(axis=_AXES[normalize], keepdims=True)
    return counts / np.maximum(sums, 1)


def _is_wide(y) -> bool:
    return np.ndim(y) == 2 and np.shape(y)[1] > 1


def _classes(name: str, y) -> np.ndarray:
    """The number of the class of each sample."""
    y = np.asarray(y)
    if _is_wide(y):
        return y.argmax(axis=1)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or y.dtype.kind not in "iub":
        fail(
            f"confusion_matrix: {name} must be whole numbers, one a sample, or a row "
            "of scores for each",
            {name: f"{y.dtype}{list(y.shape)}"},
            f"of one probability a sample, take ({name} > 0.5).astype(int)",
        )
    return y.astype("int64")


def _require_classes(name: str, codes: np.ndarray, num_classes: int) -> None:
    wrong = codes[(codes < 0) | (codes >= num_classes)]
    if wrong.size:
        fail(
            f"confusion_matrix: {name} must be from 0 to num_classes - 1",
            {name: int(wrong[0]), "num_classes": num_classes},
        )

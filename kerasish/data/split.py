"""Data in two parts: to train on, and to validate on."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import DataError, fail
from kerasish.data.arrays import ArraySource, as_arrays, common_length
from kerasish.data.labels import class_numbers
from kerasish.data.stored_rows import StoredRows, rows_of


class Split:
    """How ``fit(validation_split=...)`` chooses the samples to validate on.

    A number alone keeps the last samples, as in Keras. The same data, arguments and
    seed give the same samples, so that a training that goes on has those of before.

    Args:
        fraction: of the samples that validate, between 0 and 1.
        shuffle: whether they are chosen at random; the last ones otherwise.
        stratify: True for the same fraction of each class in y; or the classes, (n,)
            numbers or texts. A class with one sample is trained on.
        seed: of the choice, an integer >= 0.

    Raises:
        ArgumentError: a fraction that is not between 0 and 1, or another seed.

    Example:
        >>> import numpy as np
        >>> from kerasish.data import Split
        >>> train, validate = Split(0.5, stratify=True).rows(4, np.array([0, 0, 1, 1]))
        >>> train, validate
        (array([0, 2]), array([1, 3]))
    """

    def __init__(self, fraction, shuffle=False, stratify=False, seed=0):
        _require_fraction(fraction)
        self.fraction = float(fraction)
        self.shuffle = rules.boolean.check("Split", "shuffle", shuffle)
        self.stratify = stratify
        self.seed = rules.non_negative_int.check("Split", "seed", seed)

    def __repr__(self):
        return (
            f"Split({self.fraction}, shuffle={self.shuffle}, "
            f"stratify={self.stratify is not False}, seed={self.seed})"
        )

    def rows(self, size: int, y=None) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the samples of both parts, each in order.

        Args:
            size: how many samples there are.
            y: targets, for ``stratify=True``.

        Raises:
            DataError: targets that are no classes, or classes for other samples.
        """
        random = np.random.default_rng(self.seed)
        order = random.permutation(size) if self.shuffle else np.arange(size)
        wanted = size - int(np.floor(size * (1.0 - self.fraction)))
        validates = np.zeros(size, bool)
        if self.stratify is False:
            validates[order[size - wanted :]] = True
        else:
            _, classes = np.unique(self._classes(size, y), return_inverse=True)
            for number, count in enumerate(_shares(np.bincount(classes), wanted)):
                own = order[classes[order] == number]
                validates[own[len(own) - count :]] = True
        return np.flatnonzero(~validates), np.flatnonzero(validates)

    def _classes(self, size: int, y) -> np.ndarray:
        given = self.stratify is not True
        targets = [
            t for t in graph.flatten(self.stratify if given else y) if t is not None
        ]
        if given:
            classes = np.asarray(self.stratify)
        else:
            classes = class_numbers(targets[0]) if len(targets) == 1 else None
        if classes is None or classes.shape != (size,):
            shapes = [list(np.shape(t)) for t in targets]
            fail(
                "Split: stratify needs one class for each sample",
                f"{size} samples, and classes of shape {shapes}",
                "where targets are no classes, pass some: Split(0.2, stratify=array)",
                DataError,
            )
        return classes


def _shares(counts: np.ndarray, wanted: int) -> np.ndarray:
    """How many samples of each class validate: in all as wanted, by largest remainder.

    One sample of each class is left to train on, as far as there are enough.
    """
    most = np.maximum(counts - 1, 0)
    wanted = min(wanted, int(most.sum()))
    exact = counts * (wanted / counts.sum())
    shares = np.minimum(np.floor(exact).astype(int), most)
    while shares.sum() < wanted:
        open_ = np.where(shares < most, exact - shares, -np.inf)
        shares[int(np.argmax(open_))] += 1
    return shares


def _require_fraction(fraction) -> None:
    if rules.any_number.accepts(fraction) and 0 < fraction < 1:
        return
    fail(
        "validation_split must be between 0 and 1",
        {"validation_split": fraction},
        "0.2 keeps the last fifth for validation",
    )


def split_off_validation(x, y, sample_weight, split):
    """The data in two parts, each of x, y and sample_weight.

    Args:
        x, y, sample_weight: arrays in any nesting.
        split: a fraction, of which the last samples are taken before any shuffling, as
            in Keras; or a `Split`.

    Raises:
        DataError: a part would be empty.
    """
    if not isinstance(split, Split):
        _require_fraction(split)
        split = Split(split)
    if not ArraySource.accepts(x):
        fail(
            "validation_split needs arrays",
            {"x": type(x).__name__},
            "pass validation_data for generators",
            DataError,
        )
    parts = [as_arrays(p) for p in (x, y, sample_weight)]
    size = common_length(*parts)
    cut = int(np.floor(size * (1.0 - split.fraction)))
    if cut == 0 or cut == size:
        fail(
            "validation_split leaves a part without samples",
            {"samples": size, "validation_split": split.fraction},
            "pass more samples or another split",
            DataError,
        )
    if not split.shuffle and split.stratify is False:
        return _taken(parts, slice(0, cut)), _taken(parts, slice(cut, None))
    if any(isinstance(leaf, StoredRows) for leaf in graph.flatten(parts)):
        fail(
            "Split: data that stay in files are only cut in two, not chosen from",
            {"split": repr(split)},
            "pass validation_split as a number for the last samples, or "
            "validation_data",
            DataError,
        )
    train, validate = split.rows(size, parts[1])
    return _taken(parts, train), _taken(parts, validate)


def _taken(parts, rows):
    return tuple(
        graph.map_leaves(lambda a: None if a is None else rows_of(a, rows), part)
        for part in parts
    )

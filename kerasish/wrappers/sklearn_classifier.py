"""A model that classifies, as an estimator of scikit-learn."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import DataError, fail
from kerasish.wrappers.base_estimator import ModelEstimator

try:
    from sklearn.base import ClassifierMixin as _Mixin
except ImportError:
    from kerasish.wrappers.base_estimator import NoMixin as _Mixin


class SKLearnClassifier(_Mixin, ModelEstimator):
    """A classifier: the model gets one-hot targets and returns a score for each class.

    Args:
        model: a compiled model, of which `fit` trains a copy with fresh weights; or a
            function of X, y (one-hot) and the ``model_kwargs`` that returns one.
        warm_start: whether `fit` goes on with the model of the last one.
        model_kwargs: arguments of the function.
        fit_kwargs: arguments of ``model.fit``; those given to `fit` come before them.

    Attributes:
        model_: the trained model.
        history_: what ``model.fit`` returned.
        classes_: the labels, sorted: the order of the model's outputs.

    Raises:
        MissingExtraError: scikit-learn is not installed.
        DataError: targets that are no classes, or only one class.
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags

    def decision_function(self, X) -> np.ndarray:
        """The model's outputs: a score for each class."""
        return self._outputs(X)

    def _encoded(self, y) -> np.ndarray:
        from sklearn.utils.multiclass import type_of_target

        kind = type_of_target(y, raise_unknown=True)
        if kind not in ("binary", "multiclass"):
            fail(
                "SKLearnClassifier: targets must be classes. Unknown label type",
                {"targets": kind},
                "pass one label for each sample",
                DataError,
            )
        self._is_flat = y.ndim == 1
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) == 1:
            fail(
                "SKLearnClassifier: there is only one class",
                {"class": self.classes_[0]},
                "Classifier can't train when only one class is present",
                DataError,
            )
        return np.eye(len(self.classes_))[numbers.ravel()]

    def _decoded(self, outputs) -> np.ndarray:
        labels = self.classes_[outputs.argmax(axis=1)]
        return labels if self._is_flat else labels[:, None]

"""A model that computes features, as an estimator of scikit-learn."""

from __future__ import annotations

import numpy as np

from kerasish.wrappers.base_estimator import ModelEstimator

try:
    from sklearn.base import TransformerMixin as _Mixin
except ImportError:
    from kerasish.wrappers.base_estimator import NoMixin as _Mixin


class SKLearnTransformer(_Mixin, ModelEstimator):
    """A transformer of scikit-learn: samples become what the model predicts.

    Args:
        model: a compiled model, of which `fit` trains a copy with fresh weights; or a
            function of X, y and the ``model_kwargs`` that returns one.
        warm_start: whether `fit` goes on with the model of the last one.
        model_kwargs: arguments of the function.
        fit_kwargs: arguments of ``model.fit``; those given to `fit` come before them.

    Attributes:
        model_: the trained model.
        history_: what ``model.fit`` returned.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """

    def transform(self, X) -> np.ndarray:
        """The model's outputs for samples."""
        return self._outputs(X)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags

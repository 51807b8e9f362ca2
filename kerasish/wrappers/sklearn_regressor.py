"""A model that predicts numbers, as an estimator of scikit-learn."""

from __future__ import annotations

from kerasish.wrappers.base_estimator import ModelEstimator

try:
    from sklearn.base import RegressorMixin as _Mixin
except ImportError:
    from kerasish.wrappers.base_estimator import NoMixin as _Mixin


class SKLearnRegressor(_Mixin, ModelEstimator):
    """A regressor: the model gets targets [n, outputs] and returns such.

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

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags

"""What all wrappers of models for scikit-learn share."""

from __future__ import annotations

import copy

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import NotCompiledError, fail
from kerasish.base.extras import load_extra
from kerasish.models.clone_model import clone_model
from kerasish.models.model import Model

try:
    from sklearn.base import BaseEstimator as _Estimator
except ImportError:
    _Estimator = object


@internal
class NoMixin:
    """Stands for the mixins of scikit-learn where that is not installed."""


@internal
class ModelEstimator(_Estimator):
    """An estimator around a model.

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

    def __init__(self, model, warm_start=False, model_kwargs=None, fit_kwargs=None):
        load_extra("sklearn.base", type(self).__name__, "sklearn")
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True
        return tags

    def __sklearn_clone__(self):
        """An estimator that is not fitted; a model is copied, a function is not."""
        is_model = isinstance(self.model, Model)
        return type(self)(
            model=copy.deepcopy(self.model) if is_model else self.model,
            warm_start=self.warm_start,
            model_kwargs=self.model_kwargs,
            fit_kwargs=self.fit_kwargs,
        )

    def fit(self, X, y, **kwargs):
        """Trains a model.

        Args:
            X: samples [n, features].
            y: targets [n] or [n, outputs].
            **kwargs: arguments of ``model.fit``.
        """
        from sklearn.utils.validation import validate_data

        X, y = validate_data(self, X, y, multi_output=True)
        y = self._encoded(y)
        model = self._new_model(X, y)
        own = {} if self.fit_kwargs is None else self.fit_kwargs
        self.history_ = model.fit(X, y, **{**own, **kwargs})
        self.model_ = model
        return self

    def _new_model(self, X, y) -> Model:
        if self.warm_start and hasattr(self, "model_"):
            return self.model_
        if isinstance(self.model, Model):
            model = clone_model(self.model)
        else:
            own = {} if self.model_kwargs is None else self.model_kwargs
            model = self.model(X=X, y=y, **own)
        if not getattr(model, "compiled", False) or model.optimizer is None:
            fail(
                f"{type(self).__name__}: the model is not compiled",
                None,
                "call model.compile(optimizer, loss) before",
                NotCompiledError,
            )
        return model

    def _outputs(self, X) -> np.ndarray:
        """What the trained model predicts."""
        from sklearn.utils.validation import check_is_fitted, validate_data

        check_is_fitted(self)
        return self.model_.predict(validate_data(self, X, reset=False), verbose=0)

    def predict(self, X):
        """The predicted targets of samples, in the form of those that `fit` got."""
        return self._decoded(self._outputs(X))

    def _encoded(self, y) -> np.ndarray:
        """Targets as the model gets them: with an axis for outputs."""
        from sklearn.utils.multiclass import type_of_target

        type_of_target(y, raise_unknown=True)
        self._is_flat = y.ndim == 1
        return y.reshape(len(y), -1)

    def _decoded(self, outputs) -> np.ndarray:
        return outputs.squeeze(1) if self._is_flat and outputs.ndim == 2 else outputs

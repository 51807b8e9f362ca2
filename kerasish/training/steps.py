"""One step of training, testing and prediction; subclasses may replace each."""

from __future__ import annotations

import graph
from kerasish.base.errors import NotCompiledError, fail
from kerasish.base.tensors import to_float
from kerasish.data.packing import unpack_x_y_sample_weight


class Steps:
    """The steps that fit, evaluate and predict trace and compile."""

    def train_step(self, data) -> dict:
        """One update of the weights; returns the logs.

        Args:
            data: x, (x, y) or (x, y, sample_weight), as symbolic tensors, or as values
                when run eagerly.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        if self.optimizer is None:
            fail(
                f"model {self.name!r}: training needs an optimizer",
                None,
                'compile it with one, for example optimizer="adam"',
                NotCompiledError,
            )
        with graph.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self._tracked_loss(x, y, y_pred, sample_weight, training=True)
            scaled = self.optimizer.scale_loss(loss)
        weights = self.trainable_weights
        if weights:
            gradients = tape.gradient(scaled, weights)
            self.optimizer.apply_gradients(zip(gradients, weights))
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data) -> dict:
        """The loss and metrics of a batch."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        self._tracked_loss(x, y, y_pred, sample_weight, training=False)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data):
        """The outputs for a batch."""
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False)

    def _tracked_loss(self, x, y, y_pred, sample_weight, training):
        """The loss, added to the running mean with the number of samples as weight."""
        if y_pred is None:
            fail(
                f"{type(self).__name__}.call returned nothing",
                "None",
                "end call with return",
            )
        loss = self.compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=training
        )
        if loss is None:
            fail(
                f"{type(self).__name__}.compute_loss returned nothing",
                "None",
                "return a scalar",
            )
        first = next(t for t in graph.flatten(x) if t is not None)
        self._loss_tracker.update_state(loss, sample_weight=graph.shape(first)[0])
        return loss

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """The loss of compile plus the losses of the layers; a scalar.

        Override it for losses of your own; `train_step` uses it.
        """
        total = None
        if self._compiled_loss is not None:
            total = self._compiled_loss(y, y_pred, sample_weight)
        for loss in self.losses:
            loss = graph.sum(to_float(loss))
            total = loss if total is None else total + graph.cast(loss, total.dtype)
        if total is None and training:
            fail(
                f"model {self.name!r}: there is no loss to train with",
                None,
                "compile it with loss=..., or add one in a layer with add_loss",
                NotCompiledError,
            )
        return graph.as_tensor(0.0, "float32") if total is None else total

    def compute_metrics(self, x, y, y_pred, sample_weight=None) -> dict:
        """Updates the metrics of compile and returns all results by name."""
        if y is not None:
            self._compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict:
        """The results of all metrics by name."""
        results: dict = {}
        for metric in self.metrics:
            value = metric.result()
            results |= value if isinstance(value, dict) else {metric.name: value}
        return results

"""The loss of a model: one for each output, weighted and added."""

from __future__ import annotations

from numbers import Real

import graph
from kerasish import losses
from kerasish.base.errors import fail
from kerasish.base.naming import snake_case
from kerasish.losses.loss import Loss
from kerasish.metrics.mean import Mean
from kerasish.training.label_kind import label_kind
from kerasish.training.outputs import Outputs


class CompiledLoss:
    """Resolves what ``compile(loss=...)`` was given, when the outputs are known.

    Args:
        loss: name, Loss, function, or a list or dict of them.
        loss_weights: numbers in the same form.
        output_names: of the model.
    """

    def __init__(self, loss, loss_weights=None, output_names=None):
        _require_numbers(loss_weights)
        self.user_loss = loss
        self.user_weights = loss_weights
        self.output_names = output_names
        self.terms: list[Loss | None] | None = None
        self.trackers: list[Mean | None] = []

    @property
    def metrics(self) -> list[Mean]:
        return [t for t in self.trackers if t is not None]

    @property
    def has_loss(self) -> list[bool] | None:
        """Which outputs have a loss, once that is known."""
        return None if self.terms is None else [t is not None for t in self.terms]

    def build(self, y, y_pred) -> None:
        outputs = Outputs(y_pred, self.output_names)
        chosen = outputs.spread(self.user_loss, "loss", repeat=True)
        self.weights = outputs.spread(self.user_weights, "loss_weights")
        targets = outputs.spread_targets(y, [c is not None for c in chosen])
        predictions = outputs.flatten(y_pred)
        self.terms = [
            None if c is None else get_loss(c, t, p)
            for c, t, p in zip(chosen, targets, predictions)
        ]
        several = sum(term is not None for term in self.terms) > 1
        names = outputs.names or [t.name if t else None for t in self.terms]
        self.trackers = [
            Mean(name=f"{name}_loss") if several and term is not None else None
            for name, term in zip(names, self.terms)
        ]
        self.outputs = outputs

    def __call__(self, y, y_pred, sample_weight=None):
        """The sum of the weighted losses, a scalar; None without any loss."""
        if self.terms is None:
            self.build(y, y_pred)
        has_loss = self.has_loss
        targets = self.outputs.spread_targets(y, has_loss)
        predictions = self.outputs.flatten(y_pred)
        sample_weights = spread_sample_weights(self.outputs, sample_weight, has_loss)
        total = None
        for i, term in enumerate(self.terms):
            if term is None:
                continue
            if targets[i] is None:
                self._missing_target(i)
            value = term(targets[i], predictions[i], sample_weights[i])
            if self.trackers[i] is not None:
                # a batch counts once, as in Keras on TensorFlow; `loss` is exact
                self.trackers[i].update_state(value)
            if self.weights[i] is not None:
                value = value * float(self.weights[i])
            total = value if total is None else total + value
        return total

    def _missing_target(self, index) -> None:
        name = self.outputs.names[index] if self.outputs.names else f"number {index}"
        fail(
            f"output {name} has a loss but no target",
            None,
            "pass y for it, or None as its loss",
        )


def _require_numbers(loss_weights) -> None:
    for weight in graph.flatten(loss_weights):
        if weight is not None and not isinstance(weight, Real):
            fail(
                "loss_weights are numbers",
                repr(weight),
                "the third argument of compile is loss_weights; pass others by name: "
                "metrics=[...]",
            )


def spread_sample_weights(outputs: Outputs, sample_weight, has_loss) -> list:
    """Sample weights for each output; a single one holds for all."""
    if sample_weight is None or not isinstance(sample_weight, (list, tuple, dict)):
        return [sample_weight] * outputs.count
    return outputs.spread_targets(sample_weight, has_loss, "sample_weight")


def get_loss(identifier, y, y_pred) -> Loss:
    """The loss of a name, function or object; "crossentropy" looks at the labels."""
    if isinstance(identifier, str) and identifier.lower() in ("crossentropy", "ce"):
        identifier = f"{label_kind(y, y_pred)}_crossentropy"
    found = losses.get(identifier)
    if isinstance(found, Loss):
        return found
    name = identifier if isinstance(identifier, str) else _function_name(found)
    return losses.LossFunctionWrapper(found, name=name)


def _function_name(function) -> str:
    return snake_case(getattr(function, "__name__", type(function).__name__))

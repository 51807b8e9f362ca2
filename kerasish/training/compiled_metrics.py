"""The metrics of a model: those of each output, with and without sample weights."""

from __future__ import annotations

from kerasish import metrics as metrics_family
from kerasish.base.errors import fail
from kerasish.base.naming import snake_case
from kerasish.metrics.metric import Metric
from kerasish.training.compiled_loss import spread_sample_weights
from kerasish.training.label_kind import label_kind
from kerasish.training.outputs import Outputs


class CompiledMetrics(Metric):
    """What ``compile(metrics=...)`` was given, resolved when the outputs are known.

    It is a metric whose result is a dict, so that a `train_step` may update all metrics
    of ``model.metrics`` alike.

    Args:
        metrics, weighted_metrics: names, Metrics, functions, or lists, or for several
            outputs lists or dicts of them.
        output_names: of the model.
        loss: the compiled loss: targets may be given for outputs with a loss only.
    """

    def __init__(self, metrics, weighted_metrics=None, output_names=None, loss=None):
        for name, value in (
            ("metrics", metrics),
            ("weighted_metrics", weighted_metrics),
        ):
            if value is not None and not isinstance(value, (list, tuple, dict)):
                fail(
                    f"compile: {name} must be a list, tuple or dict",
                    {name: repr(value)},
                    f"write {name}=[{value!r}]",
                )
        super().__init__(name="compile_metrics")
        self.user_metrics = metrics
        self.user_weighted = weighted_metrics
        self.output_names = output_names
        self.loss = loss
        self.groups: list[tuple[int, str | None, Metric, bool]] | None = None

    @property
    def metrics(self) -> list[Metric]:
        return [metric for _, _, metric, _ in self.groups or ()]

    @property
    def variables(self) -> list:
        """Those of all metrics."""
        return [v for metric in self.metrics for v in metric.variables]

    @property
    def is_empty(self) -> bool:
        """Whether compile was given no metrics."""
        return not self.user_metrics and not self.user_weighted

    def build(self, y, y_pred) -> None:
        outputs = Outputs(y_pred, self.output_names)
        predictions = outputs.flatten(y_pred)
        targets = outputs.spread_targets(y, self._has_target(outputs))
        groups = []
        for chosen, weighted in (
            (self.user_metrics, False),
            (self.user_weighted, True),
        ):
            for index, part in enumerate(_by_output(outputs, chosen)):
                prefix = None
                if outputs.count > 1 and outputs.names is not None:
                    prefix = outputs.names[index]
                for identifier in part:
                    if targets[index] is not None:
                        metric = get_metric(
                            identifier, targets[index], predictions[index]
                        )
                        groups.append((index, prefix, metric, weighted))
        self.groups, self.outputs = groups, outputs

    def _has_target(self, outputs) -> list[bool]:
        known = None if self.loss is None else self.loss.has_loss
        return [True] * outputs.count if known is None else known

    def update_state(self, y, y_pred, sample_weight=None) -> None:
        if self.is_empty:
            return
        if self.groups is None:
            self.build(y, y_pred)
        predictions = self.outputs.flatten(y_pred)
        has_target = self._has_target(self.outputs)
        targets = self.outputs.spread_targets(y, has_target)
        weights = spread_sample_weights(self.outputs, sample_weight, has_target)
        for index, _, metric, weighted in self.groups:
            metric.update_state(
                targets[index],
                predictions[index],
                sample_weight=weights[index] if weighted else None,
            )

    def result(self) -> dict:
        """Results by name; a name that stands twice gets a number or "weighted"."""
        results: dict = {}
        counts: dict[str, int] = {}
        for _, prefix, metric, weighted in self.groups or ():
            name = metric.name if prefix is None else f"{prefix}_{metric.name}"
            if name in counts and weighted:
                name = f"weighted_{metric.name}"
                name = name if prefix is None else f"{prefix}_{name}"
            if name in counts:
                counts[name] += 1
                name = f"{name}_{counts[name] - 1}"
            counts.setdefault(name, 1)
            results[name] = metric.result()
        return results

    def reset_state(self) -> None:
        for metric in self.metrics:
            metric.reset_state()


def _by_output(outputs: Outputs, chosen) -> list[list]:
    """A list of metrics for each output."""
    if not chosen:
        return [[]] * outputs.count
    if outputs.count == 1:
        flat = chosen.values() if isinstance(chosen, dict) else chosen
        return [[m for part in flat for m in _as_list(part)]]
    return [_as_list(part) for part in outputs.spread(chosen, "metrics")]


def _as_list(part) -> list:
    if part is None:
        return []
    return list(part) if isinstance(part, (list, tuple)) else [part]


def get_metric(identifier, y, y_pred) -> Metric:
    """The metric of a name, function or object, called as the user wrote it.

    "accuracy" becomes the accuracy that fits the labels.
    """
    if isinstance(identifier, str) and identifier.lower() in ("accuracy", "acc"):
        kind = "".join(w.title() for w in label_kind(y, y_pred).split("_"))
        found = getattr(metrics_family, f"{kind}Accuracy")()
    elif isinstance(identifier, str) and identifier.lower() in ("crossentropy", "ce"):
        kind = "".join(w.title() for w in label_kind(y, y_pred).split("_"))
        found = getattr(metrics_family, f"{kind}Crossentropy")()
    else:
        found = metrics_family.get(identifier)
    if not isinstance(found, Metric):
        name = getattr(found, "__name__", type(found).__name__)
        found = metrics_family.MeanMetricWrapper(found, name=snake_case(name))
    if isinstance(identifier, str):
        found.name = identifier
    return found

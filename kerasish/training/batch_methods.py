"""Methods of a model that work on a single batch."""

from __future__ import annotations

from kerasish.base.traceback_filtering import filtering_traceback
from kerasish.training.all_ranks import as_shard, on_all_ranks, outputs_of_all_ranks
from kerasish.training.fit_data import single_batch
from kerasish.training.logs import float_or_array


class BatchMethods:
    """What fit, evaluate and predict do, on one batch."""

    @filtering_traceback
    @on_all_ranks
    def train_on_batch(
        self, x, y=None, sample_weight=None, class_weight=None, return_dict=False
    ):
        """One update of the weights on one batch; returns the loss and metrics."""
        self._require_compiled("train_on_batch")
        batch = single_batch(x, y, sample_weight, class_weight)
        return self._on_batch("train", batch, return_dict)

    @filtering_traceback
    @on_all_ranks
    def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):
        """The loss and metrics of one batch."""
        self._require_compiled("test_on_batch")
        return self._on_batch("test", single_batch(x, y, sample_weight), return_dict)

    def _on_batch(self, mode, batch, return_dict):
        step = self._function(mode)
        self.reset_metrics()
        logs = step(iter((as_shard(batch),)))
        logs = {name: float_or_array(value) for name, value in logs.items()}
        return logs if return_dict else self._flat_logs(logs)

    def _flat_logs(self, logs: dict):
        """The values in the order of `metrics_names`, then others by name."""
        names = [name for name in dict.fromkeys(self.metrics_names) if name in logs]
        values = [logs[n] for n in (*names, *sorted(set(logs) - set(names)))]
        return values[0] if len(values) == 1 else values

    @filtering_traceback
    @on_all_ranks
    def predict_on_batch(self, x):
        """The outputs for one batch."""
        shard = as_shard(single_batch(x))
        outputs = self._function("predict")(iter((shard,)))
        return outputs_of_all_ranks(outputs, [getattr(shard, "total", None)])

"""What ``compile`` keeps, and the steps that are traced from it."""

from __future__ import annotations

from kerasish import losses, optimizers
from kerasish.base import rules
from kerasish.base.errors import NotCompiledError, fail
from kerasish.base.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.base.strategy import current_strategy
from kerasish.layers.missing import require_initialised
from kerasish.metrics.mean import Mean
from kerasish.optimizers.loss_scale_optimizer import LossScaleOptimizer
from kerasish.optimizers.optimizer import Optimizer
from kerasish.training.compiled_loss import CompiledLoss
from kerasish.training.compiled_metrics import CompiledMetrics


class Compilation:
    """The part of a model that is compiled: optimizer, loss, metrics."""

    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        loss_weights=None,
        metrics=None,
        weighted_metrics=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
        auto_scale_loss=True,
    ) -> None:
        """Says how the model is trained.

        Args:
            optimizer: name or object.
            loss: name, function or object; for several outputs a list or a dict.
            loss_weights: numbers in the form of `loss`.
            metrics: list of names, functions or objects (or of lists).
            weighted_metrics: the same, with sample weights applied.
            run_eagerly: whether steps run op by op, for a debugger.
            steps_per_execution: batches between two calls of the callbacks, at least 1.
            jit_compile: accepted; every step is compiled unless `run_eagerly`.
            auto_scale_loss: whether a model of the policy "mixed_float16" gets its
                optimizer wrapped in a `LossScaleOptimizer`.

        Raises:
            ArgumentError: an unknown loss, metric or optimizer.

        Example:
            >>> import kerasish
            >>> model = kerasish.Sequential([kerasish.Input((4,)),
            ...                              kerasish.layers.Dense(1)])
            >>> model.compile("adam", "mse", metrics=["mae"])
            >>> model.optimizer.name
            'adam'
        """
        require_initialised(self)
        rules.positive_int.check("compile", "steps_per_execution", steps_per_execution)
        self._optimizer = self._with_scaled_loss(
            optimizers.get(optimizer), auto_scale_loss
        )
        if optimizer is not None and not isinstance(self._optimizer, Optimizer):
            fail(
                "compile: optimizer must be a name or an Optimizer",
                {"optimizer": repr(optimizer)},
                "for example optimizer='adam'",
            )
        names = getattr(self, "output_names", None)
        self._compiled_loss = None
        if loss is not None:
            _require_known_losses(loss)
            self._compiled_loss = CompiledLoss(loss, loss_weights, names)
        self._compiled_metrics = CompiledMetrics(
            metrics, weighted_metrics, names, self._compiled_loss
        )
        untracked = vars(self)  # `metrics` finds these without being tracked
        untracked["_loss_tracker"] = Mean(name="loss")
        untracked["_is_advised"] = False
        untracked["_strategy"] = current_strategy()
        untracked["_compile_arguments"] = {
            "optimizer": self._optimizer,
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
            "run_eagerly": bool(run_eagerly),
            "steps_per_execution": steps_per_execution,
            "jit_compile": jit_compile,
        }
        self.run_eagerly = bool(run_eagerly)
        self.steps_per_execution = int(steps_per_execution)
        self.jit_compile = jit_compile
        self.compiled = True
        self.stop_training = False
        self._forget_steps()

    def _with_scaled_loss(self, optimizer, auto_scale_loss):
        """The optimizer, wrapped if float16 would lose small gradients otherwise."""
        narrow = self.dtype_policy.name == "mixed_float16"
        if not (auto_scale_loss and narrow and isinstance(optimizer, Optimizer)):
            return optimizer
        if isinstance(optimizer, LossScaleOptimizer):
            return optimizer
        return LossScaleOptimizer(optimizer, name="loss_scale_optimizer")

    @property
    def optimizer(self):
        """The optimizer given to compile, None before."""
        return self.__dict__.get("_optimizer")

    @optimizer.setter
    def optimizer(self, value) -> None:
        self._optimizer = optimizers.get(value)
        self._forget_steps()

    @property
    def loss(self):
        """The loss given to compile."""
        return self.__dict__.get("_compile_arguments", {}).get("loss")

    @property
    def metrics(self) -> list:
        """The mean loss, the metrics of compile as one metric with a dict of results,
        the losses of the outputs, and the metrics of this model and its layers."""
        found = []
        if self.__dict__.get("compiled"):
            found.append(self._loss_tracker)
            if not self._compiled_metrics.is_empty:
                found.append(self._compiled_metrics)
            if self._compiled_loss is not None:
                found += self._compiled_loss.metrics
        for layer in self._flatten_layers():
            found += layer._tracker.metrics
        return list(dict.fromkeys(found))

    @property
    def metrics_variables(self) -> list:
        """The state of all metrics."""
        return [v for metric in self.metrics for v in metric.variables]

    @property
    def metrics_names(self) -> list[str]:
        """The names of what evaluate returns, in order, once that is known."""
        names = []
        for metric in self.metrics:
            inner = getattr(metric, "metrics", None)
            names += [metric.name] if inner is None else [m.name for m in inner]
        return names

    @property
    def jit_compile(self) -> bool:
        """What was asked of compile, True for "auto"; False when run eagerly."""
        return bool(self.__dict__.get("_jit_compile")) and not self.run_eagerly

    @jit_compile.setter
    def jit_compile(self, value) -> None:
        vars(self)["_jit_compile"] = value

    def reset_metrics(self) -> None:
        """Every metric starts again."""
        for metric in self.metrics:
            metric.reset_state()

    def _require_compiled(self, method: str) -> None:
        if not self.__dict__.get("compiled"):
            fail(
                f"model {self.name!r}: {method} needs compile first",
                None,
                "call model.compile(optimizer, loss) before",
                NotCompiledError,
            )

    def get_compile_config(self) -> dict | None:
        """The arguments of compile as plain data."""
        if not self.__dict__.get("compiled"):
            return None
        return {
            k: serialize_keras_object(v) for k, v in self._compile_arguments.items()
        }

    def compile_from_config(self, config: dict) -> None:
        """Compiles with what `get_compile_config` gave."""
        plain = {k: _from_config(k, v) for k, v in config.items()}
        plain = {k: v for k, v in plain.items() if k in self._accepted}
        self.compile(**plain)
        if self.optimizer is not None and self.built:
            self.optimizer.build(self.trainable_variables)

    _accepted = (
        "optimizer",
        "loss",
        "loss_weights",
        "metrics",
        "weighted_metrics",
        "run_eagerly",
        "jit_compile",
    )


def _from_config(name, value):
    families = {"loss": "losses", "optimizer": "optimizers"}
    family = families.get(name, "metrics")
    return deserialize_keras_object(value, family_name=family)


def _require_known_losses(loss) -> None:
    """An unknown name fails in compile, not in the first step."""
    parts = loss.values() if isinstance(loss, dict) else loss
    for part in parts if isinstance(loss, (list, tuple, dict)) else [loss]:
        known = ("crossentropy", "ce")
        if isinstance(part, str) and part.lower() not in known:
            losses.get(part)

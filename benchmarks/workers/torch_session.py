"""A workload in PyTorch: a loop written by hand that does what fit does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from benchmarks.workloads.catalogue import Workload
from benchmarks.workloads.data import examples
from benchmarks.workloads.torch_models import make_model


class Session:
    """Holds a model and its data; does short repeats when it is asked.

    Args:
        module: for other sessions.
        workload: what to run.
        clock: gives seconds.
        compiles: whether the model goes through torch.compile.
    """

    def __init__(
        self, module: str, workload: Workload, clock: Callable, compiles: bool = False
    ):
        self.workload, self.clock = workload, clock
        torch.manual_seed(0)
        model = make_model(workload)
        x, y = examples(workload, workload.batch * workload.steps)
        if workload.mode == "predict":
            x = np.ascontiguousarray(np.moveaxis(x, -1, 1))  # sequences: as torch likes
        self.x = torch.from_numpy(x)
        labels = torch.from_numpy(y)
        self.y = labels if workload.classes == 1 else labels.long()
        self.is_image = len(workload.example) == 3
        if workload.trains:
            self.optimizer = torch.optim.Adam(model.parameters(), fused=True)
        else:
            model.eval()
        self.model = torch.compile(model) if compiles else model

    def first_step(self) -> None:
        """One batch, with whatever is compiled for it."""
        self.warm()

    def warm(self) -> None:
        if self.workload.trains:
            self._epoch(1)
        else:
            self._predict(1)

    def repeat(self) -> float:
        """Seconds of a step."""
        self.warm()
        run = self._epoch if self.workload.trains else self._predict
        start = self.clock()
        run(self.workload.steps)
        return (self.clock() - start) / self.workload.steps

    def _epoch(self, steps: int) -> tuple[float, float]:
        """Mean loss and accuracy over shuffled batches."""
        batch = self.workload.batch
        loss, right = torch.zeros(()), torch.zeros(())
        order = torch.randperm(steps * batch)
        for start in range(0, steps * batch, batch):
            chosen = order[start : start + batch]
            step_loss, step_right = self._step(self.x[chosen], self.y[chosen])
            loss += step_loss
            right += step_right
        return loss.item() / steps, right.item() / (steps * batch)

    def _step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        outputs = self._call(x)
        if self.workload.classes == 1:
            outputs = outputs[:, 0]
            loss = functional.binary_cross_entropy_with_logits(outputs, y)
            right = ((outputs > 0) == (y > 0)).sum()
        else:
            loss = functional.cross_entropy(outputs, y)
            right = (outputs.argmax(1) == y).sum()
        loss.backward()
        self.optimizer.step()
        return loss.detach(), right

    def _call(self, x):
        """Images are kept channels last; torch wants to see them channels first."""
        return self.model(x.permute(0, 3, 1, 2) if self.is_image else x)

    def _predict(self, steps: int) -> None:
        batch = self.workload.batch
        with torch.inference_mode():
            for start in range(0, steps * batch, batch):
                self._call(self.x[start : start + batch])

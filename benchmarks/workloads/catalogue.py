"""The workloads by name: model, data, batch, and how many steps make a repeat."""

from __future__ import annotations

from typing import NamedTuple

#: words that the models of text know
VOCABULARY = 20_000


class Workload(NamedTuple):
    """One thing that is timed.

    Attributes:
        name: as the command line takes it.
        title: as tables show it.
        model: which model, see `keras_models` and `torch_models`.
        example: shape of one example.
        classes: how many; 1 is a yes or no.
        batch: examples in a step.
        steps: in a repeat.
        mode: "train" by fit; "predict" in one call for all steps, "call" with a call
            of predict for each; "direct" with a call of the model itself for each.
        words: whether examples are numbers of words.
    """

    name: str
    title: str
    model: str
    example: tuple[int, ...]
    classes: int
    batch: int
    steps: int
    mode: str = "train"
    words: bool = False

    @property
    def trains(self) -> bool:
        return self.mode == "train"

    def resized(self, batch: int | None = None, length: int | None = None) -> Workload:
        """The same with another batch or another first size of an example."""
        example = self.example if length is None else (length, *self.example[1:])
        return self._replace(
            batch=self.batch if batch is None else batch, example=example
        )


_ALL = (
    Workload("tiny", "MLP 16-32-2", "tiny", (16,), 2, 8, 500),
    Workload("mlp", "MLP 784-512-512-10", "mlp", (784,), 10, 32, 100),
    Workload("mlp128", "MLP 784-512-512-10", "mlp", (784,), 10, 128, 50),
    Workload("cnn", "CNN 28x28", "cnn", (28, 28, 1), 10, 128, 4),
    Workload("lstm", "LSTM 80 words", "lstm", (80,), 1, 32, 8, words=True),
    Workload("resnet", "ResNet-20 32x32", "resnet", (32, 32, 3), 10, 128, 2),
    Workload(
        "transformer",
        "two transformer blocks",
        "transformer",
        (128,),
        2,
        32,
        3,
        words=True,
    ),
    Workload(
        "splice", "dilated Conv1D, 5000 long", "splice", (5000, 4), 3, 4, 2, "predict"
    ),
    Workload("mlp-row", "predict, MLP", "mlp", (784,), 10, 1, 50, "call"),
    Workload("cnn-row", "predict, CNN", "cnn", (28, 28, 1), 10, 1, 50, "call"),
)
WORKLOADS = {workload.name: workload for workload in _ALL}
_SMALL = (
    Workload("mlp-predict", "predict, MLP 16-32-2", "tiny", (16,), 2, 1, 50, "call"),
    Workload("mlp-call", "model(row), MLP 16-32-2", "tiny", (16,), 2, 1, 50, "direct"),
    Workload("mlp-step", "step of fit, MLP 16-32-2", "tiny", (16,), 2, 32, 100),
    Workload(
        "cnn-predict", "predict, CNN 8x8", "tiny_cnn", (8, 8, 1), 10, 1, 50, "call"
    ),
    Workload(
        "cnn-call", "model(row), CNN 8x8", "tiny_cnn", (8, 8, 1), 10, 1, 50, "direct"
    ),
    Workload("cnn-step", "step of fit, CNN 8x8", "tiny_cnn", (8, 8, 1), 10, 32, 100),
)
#: models so small that what a library does around its arithmetic is what counts
SMALL_WORKLOADS = {workload.name: workload for workload in _SMALL}

"""Logs for TensorBoard."""

from __future__ import annotations

import os
import time

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.callbacks.callback import Callback
from kerasish.callbacks.optimizers_of import learning_rates
from kerasish.event_files.layer_graph import layer_graph
from kerasish.event_files.projector import write_tables
from kerasish.event_files.writer import EventWriter

#: images that one weight is shown as, at most, as in Keras
MOST_IMAGES = 3


class TensorBoard(Callback):
    """Writes what TensorBoard shows: ``tensorboard --logdir logs``.

    Training goes into the run "train", validation into "validation". No package is
    needed to write; `pip install tensorboard` brings the program that shows it.

    Args:
        log_dir: a folder; one for each training, so that runs can be compared.
        histogram_freq: epochs between distributions of the weights; 0 for none.
        write_graph: whether the graph of layers is written.
        write_images: whether weights are drawn too, with the distributions; it needs
            the extra ``images``.
        write_steps_per_second: whether the speed is logged.
        update_freq: "epoch", "batch", or batches between logs of the training.
        profile_batch: only 0; `graph.profile` measures.
        embeddings_freq: epochs between tables of embedding layers for the projector,
            which shows the last one; 0 for none.
        embeddings_metadata: a path in log_dir of a file with a line for each row of the
            tables; or a dict of such paths by the names of layers.

    Raises:
        ArgumentError: an update_freq that is none; or when fit starts: a name in
            embeddings_metadata that no embedding layer has.

    Example:
        >>> import os, tempfile
        >>> import numpy as np
        >>> import kerasish
        >>> folder = tempfile.mkdtemp()
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> history = model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0,
        ...                     callbacks=[kerasish.callbacks.TensorBoard(folder)])
        >>> os.listdir(folder)
        ['train']
    """

    decides = False

    def __init__(
        self,
        log_dir="logs",
        histogram_freq=0,
        write_graph=True,
        write_images=False,
        write_steps_per_second=False,
        update_freq="epoch",
        profile_batch=0,
        embeddings_freq=0,
        embeddings_metadata=None,
    ):
        super().__init__()
        if profile_batch:
            raise NotImplementedError(
                "TensorBoard(profile_batch) is not there; graph.profile measures nodes"
            )
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self.update_freq = _batches_between(update_freq)
        self._writers: dict[str, EventWriter] = {}
        self._step = self._first_step = 0
        self._epoch_began = self._batch_began = 0.0

    def get_state(self) -> dict:
        """The number of steps, so that a training that goes on counts on."""
        return {"step": self._step}

    def set_state(self, state: dict) -> None:
        """Takes a number of steps."""
        self._step = state["step"]

    def _writer(self, run: str) -> EventWriter:
        if run not in self._writers:
            self._writers[run] = EventWriter(os.path.join(self.log_dir, run))
        return self._writers[run]

    def _scalars(self, run: str, prefix: str, logs, step: int, suffix="") -> None:
        writer = self._writer(run)
        for name, value in logs.items():
            if np.ndim(value) == 0:
                writer.scalar(f"{prefix}{name}{suffix}", float(value), step)

    # ---- hooks

    def on_train_begin(self, logs=None):
        if self.embeddings_freq:
            self._write_embeddings()
        if self.write_graph and self.model.built:
            self._writer("train").graph(layer_graph(self.model))

    def on_epoch_begin(self, epoch, logs=None):
        self._first_step, self._epoch_began = self._step, time.monotonic()

    def on_train_batch_begin(self, batch, logs=None):
        self._batch_began = time.monotonic()

    def on_train_batch_end(self, batch, logs=None):
        self._step += 1
        if self.update_freq is None or self._step % self.update_freq:
            return
        logs = dict({} if logs is None else logs)
        if self.write_steps_per_second:
            logs["steps_per_second"] = 1.0 / (time.monotonic() - self._batch_began)
        self._scalars("train", "batch_", logs, self._step)

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        training = {k: v for k, v in logs.items() if not k.startswith("val_")}
        if self.model.optimizer is not None:
            training |= learning_rates(self.model)
        if self.write_steps_per_second:
            seconds = time.monotonic() - self._epoch_began
            training["steps_per_second"] = (self._step - self._first_step) / seconds
        self._scalars("train", "epoch_", training, epoch)
        validation = {k[4:]: v for k, v in logs.items() if k.startswith("val_")}
        if validation:
            self._scalars("validation", "epoch_", validation, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            self._write_embeddings()

    def on_test_end(self, logs=None):
        if self.model.optimizer is not None and logs:
            step = int(np.asarray(self.model.optimizer.iterations))
            suffix = "_vs_iterations"
            self._scalars("validation", "evaluation_", logs, step, suffix)

    def on_train_end(self, logs=None):
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()

    def _write_embeddings(self) -> None:
        found = {
            layer.name: layer.embeddings
            for layer in self.model._flatten_layers()
            if np.ndim(getattr(layer, "embeddings", None)) == 2
        }
        given = self.embeddings_metadata
        if given is None:
            given = {}
        elif not isinstance(given, dict):
            given = dict.fromkeys(found, given)
        unknown = sorted(set(given) - set(found))
        if unknown and self.model.built:
            fail(
                f"TensorBoard: no embedding layer has the name {unknown[0]!r}",
                {"embeddings_metadata": given},
                f"the embedding layers are {', '.join(found)}",
            )
        tables = {name: np.asarray(table) for name, table in found.items()}
        write_tables(self.log_dir, tables, given)

    def _weights(self, epoch: int) -> None:
        writer = self._writer("train")
        for weight in self.model.weights:
            values = np.asarray(weight)
            writer.histogram(f"{weight.path}/histogram", values, epoch)
            if self.write_images:
                for number, pixels in enumerate(weight_images(values)):
                    writer.image(f"{weight.path}/image/{number}", pixels, epoch)


@internal
def weight_images(values: np.ndarray) -> list[np.ndarray]:
    """A weight as pictures from black, its smallest, to white, its largest value.

    A matrix is a picture and a vector a row; of more axes the first two are the
    picture's, or of kernels all but the last two.
    """
    low, high = float(values.min()), float(values.max())
    shades = (values - low) / ((high - low) or 1.0)
    if shades.ndim < 2:
        return [shades.reshape(1, -1)]
    planes = shades.reshape(*shades.shape[:2], -1)
    return [planes[..., i] for i in range(min(planes.shape[-1], MOST_IMAGES))]


def _batches_between(update_freq) -> int | None:
    if update_freq in ("epoch", "batch"):
        return {"epoch": None, "batch": 1}[update_freq]
    if isinstance(update_freq, int) and update_freq > 0:
        return update_freq
    fail(
        'TensorBoard: update_freq must be "epoch", "batch" or a positive integer',
        {"update_freq": repr(update_freq)},
    )

"""What `kerasish.saving.inspect` finds: plain data, with a text for people."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
from dataclasses import dataclass, field

from kerasish.base.errors import FileError

#: layers, weights, notes of one kind that are kept; files of attackers have millions
MOST_KEPT = 20_000


@dataclass
class InspectedWeight:
    """An array of the file: its name, shape and dtype there."""

    name: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)


@dataclass
class InspectedLayer:
    """A layer of the architecture, or a group of weights without one.

    Attributes:
        name: of the layer, or the place in the file.
        class_name: as the file has it; what is wrapped stands in parentheses; "" where
            the file has weights only.
        depth: 0 for layers of the model, 1 for those of models inside it, and so on.
        input_shape, output_shape: with None for open sizes, where the file tells them.
        weights: its arrays.
    """

    name: str
    class_name: str = ""
    depth: int = 0
    input_shape: tuple | None = None
    output_shape: tuple | None = None
    weights: list[InspectedWeight] = field(default_factory=list)

    @property
    def parameters(self) -> int:
        """How many numbers its weights have."""
        return sum(weight.size for weight in self.weights)


@dataclass
class FileInspection:
    """What a file holds, as far as it can be read.

    Attributes:
        path: of the file.
        size: bytes.
        container: "hdf5", "archive", "folder" or "unknown".
        layout: "classic" (Keras 1 and 2), "structured" (Keras 3) or None.
        keras_version, backend: that wrote it; None where it does not say.
        model_class, model_name: of the architecture; None for weights alone.
        layers: in order.
        training: optimizer, loss, metrics, and how many variables the optimizer has.
        has_digest: whether Kerasish can tell that it is what was written.
        problems: what is damaged.
        suspicious: what a file of a model should not have, or what is never run.
    """

    path: str
    size: int = 0
    container: str = "unknown"
    layout: str | None = None
    keras_version: str | None = None
    backend: str | None = None
    model_class: str | None = None
    model_name: str | None = None
    layers: list[InspectedLayer] = field(default_factory=list)
    training: dict = field(default_factory=dict)
    has_digest: bool = False
    problems: list[str] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)

    @property
    def parameters(self) -> int:
        """How many numbers the weights of all layers have."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def holds_model(self) -> bool:
        """Whether there is an architecture."""
        return self.model_class is not None

    def note_problem(self, text: str) -> None:
        """Keeps what is damaged, once."""
        if text not in self.problems[-100:] and len(self.problems) < MOST_KEPT:
            self.problems.append(text)

    def note_suspicious(self, text: str) -> None:
        """Keeps what should not be there, once."""
        if text not in self.suspicious[-100:] and len(self.suspicious) < MOST_KEPT:
            self.suspicious.append(text)

    @contextlib.contextmanager
    def going_on(self):
        """What fails inside, because the file is damaged, is noted as a problem."""
        try:
            yield
        except (FileError, NotImplementedError) as error:
            self.note_problem(str(error).split("\n  made by:")[0])

    def to_dict(self) -> dict:
        """Everything as plain data for JSON, with the counts."""
        data = dataclasses.asdict(self)
        for record, layer in zip(data["layers"], self.layers):
            record["parameters"] = layer.parameters
        return {**data, "parameters": self.parameters, "holds_model": self.holds_model}

    def to_json(self, **kwargs) -> str:
        """`to_dict` as text; arguments are those of ``json.dumps``."""
        return json.dumps(self.to_dict(), **kwargs)

    def __str__(self) -> str:
        from kerasish.saving.inspection.inspection_text import text_of

        return text_of(self)

    __repr__ = __str__

"""What a load of weights did: a report that can be read and asked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from kerasish.saving.reports.printable import printable, shape_text

#: lines that the text has for each list
MOST_LINES = 12


@dataclass(frozen=True)
class WeightEntry:
    """A weight of the model, of the file, or of both.

    Attributes:
        model: the path of the weight in the model; None if only the file has it.
        model_shape: its shape there.
        file: the name in the file; None if only the model has it.
        file_shape: its shape there, as the file has it.
    """

    model: str | None = None
    model_shape: tuple[int, ...] | None = None
    file: str | None = None
    file_shape: tuple[int, ...] | None = None

    def __str__(self) -> str:
        own = stored = None
        if self.model is not None:
            own = f"{printable(self.model)} {shape_text(self.model_shape)}"
        if self.file is not None:
            stored = f"{printable(self.file)} {shape_text(self.file_shape)}"
        if own is not None and stored is not None:
            return f"{own}, in the file {stored}"
        return own if stored is None else stored


@dataclass
class LoadReport:
    """What became of each weight of a model and of a file.

    It is true if it is `complete`.

    Attributes:
        path: of the file.
        loaded: set from the file.
        skipped: left as they were because the shapes differ.
        missing: in the model and not in the file; left as they were.
        unexpected: in the file and not in the model.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> def model(classes):
        ...     return kerasish.Sequential([
        ...         kerasish.Input((4,)),
        ...         kerasish.layers.Dense(3, name="body"),
        ...         kerasish.layers.Dense(classes, name="head")], name="net")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "w.weights.h5")
        ...     model(10).save_weights(path)
        ...     report = model(2).load_weights(path, skip_mismatch=True)
        >>> report.complete, len(report.loaded), len(report.skipped)
        (False, 2, 2)
        >>> print(str(report).split("\\n", 1)[1])
          loaded      2 weights, 15 numbers
          skipped     2, the shapes differ
            net/head/kernel (3, 2), in the file layers/dense_1/vars/0 (3, 10)
            net/head/bias (2,), in the file layers/dense_1/vars/1 (10,)
    """

    path: str
    loaded: list[WeightEntry] = field(default_factory=list)
    skipped: list[WeightEntry] = field(default_factory=list)
    missing: list[WeightEntry] = field(default_factory=list)
    unexpected: list[WeightEntry] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every weight of the model was set and all of the file was used."""
        return not (self.skipped or self.missing or self.unexpected)

    @property
    def size(self) -> int:
        """How many numbers were set."""
        return sum(math.prod(entry.model_shape) for entry in self.loaded)

    def __bool__(self) -> bool:
        return self.complete

    def __str__(self) -> str:
        lines = [f"LoadReport of {printable(self.path, 200)!r}"]
        lines.append(f"  loaded      {len(self.loaded)} weights, {self.size} numbers")
        for entries, title in (
            (self.skipped, "skipped     {}, the shapes differ"),
            (self.missing, "missing     {}, not in the file"),
            (self.unexpected, "unexpected  {}, not in the model"),
        ):
            if entries:
                lines.append(f"  {title.format(len(entries))}")
                lines += [f"    {entry}" for entry in entries[:MOST_LINES]]
            if len(entries) > MOST_LINES:
                lines.append(f"    and {len(entries) - MOST_LINES} more")
        return "\n".join(lines)

    __repr__ = __str__

"""The base class of models: a layer that can be trained, saved and summed up."""

from __future__ import annotations

import graph
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.serialization import custom_object_scope
from kerasish.exporting import export_model
from kerasish.layers.layer import Layer
from kerasish.models.exploring.page_file import write_page
from kerasish.models.model_absent import ModelAbsent
from kerasish.models.model_quantization import ModelQuantization
from kerasish.models.summary.printing import print_summary
from kerasish.models.summary.summary_table import SummaryTable
from kerasish.saving.model_files import ModelFiles
from kerasish.training.trainer import Trainer


class Model(Trainer, ModelFiles, ModelQuantization, ModelAbsent, Layer):
    """A model.

    ``Model(inputs, outputs)`` makes a functional model of the layer calls between Keras
    tensors. A subclass makes its layers in ``__init__`` and computes in ``call``.

    Args:
        inputs, outputs: Keras tensors, or lists or dicts of them.
        name: of the model.

    Example:
        >>> import kerasish
        >>> x = kerasish.Input((8,))
        >>> model = kerasish.Model(x, kerasish.layers.Dense(1)(x))
        >>> model.count_params()
        9
    """

    keras_module = "keras"
    supports_masking = True
    #: whether the layers, and not the attributes, say what the model consists of
    is_made_of_layers = False
    #: set by kerasish.models.functional: the class of ``Model(inputs, outputs)``
    functional_class: type[Model] | None = None

    def __new__(cls, *args, **kwargs):
        if cls is Model and _is_functional(args, kwargs):
            return super().__new__(Model.functional_class)
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        functional = Model.functional_class
        if _is_functional(args, kwargs) and not isinstance(self, functional):
            _become_functional(type(self), functional)
            functional.__init__(self, *args, **kwargs)
            return
        if args:
            fail(
                f"{type(self).__name__}: Model takes Keras tensors",
                f"{len(args)} positional arguments",
                "write Model(inputs, outputs), or give layers to Sequential",
            )
        super().__init__(**kwargs)

    @property
    def layers(self) -> list[Layer]:
        """The layers directly inside."""
        return list(self._tracker.layers)

    @layers.setter
    def layers(self, _):
        fail(
            f"{type(self).__name__}: `layers` is a property of models",
            None,
            "call the attribute something else",
        )

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of a name or a position.

        Raises:
            ArgumentError: there is none; the hint lists those that exist.
        """
        if (name is None) == (index is None):
            fail("get_layer: give either a name or an index")
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                fail(
                    f"get_layer: the model has {len(self.layers)} layers",
                    {"index": index},
                )
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        fail(
            f"there is no layer {name!r} in model {self.name!r}",
            None,
            f"the layers are {[layer.name for layer in self.layers]}",
        )

    def build(self, input_shape=None):
        """Builds the layers by calling the model on a placeholder of this shape.

        A subclass may make weights in a method of this name; it calls this one last, if
        it has layers inside.
        """
        if input_shape is None or self.built:
            return
        self._build_shapes = ((input_shape,), {})
        self.built = self._has_own_build  # else that one would be called again
        self.compute_output_shape(input_shape)

    @property
    def _has_own_build(self) -> bool:
        return type(self).build is not Model.build

    def _build_with(self, args, kwargs) -> None:
        """Inside a call the layers are built by being called."""
        self._build_shapes = (args, kwargs)
        self.built = True
        if self._has_own_build:
            self.build(*args, **kwargs)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The model of a config: of layers and their calls, or of arguments."""
        if cls is Model and {"layers", "input_layers", "output_layers"} <= set(config):
            return Model.functional_class.from_config(config, custom_objects)
        with custom_object_scope({} if custom_objects is None else custom_objects):
            return super().from_config(config)

    def build_from_config(self, config) -> None:
        shape = (config or {}).get("input_shape")
        if shape is not None and not self.built:
            self.build(_tuple(shape))

    def _require_weights(self, method: str) -> None:
        """Weights may exist though the model itself was never called."""
        inner = self._flatten_layers(include_self=False)
        if not (inner and all(layer.built for layer in inner)):
            self._require_built(method)

    def _require_built(self, method: str) -> None:
        if not self.built:
            fail(
                f"model {self.name!r}: {method} needs weights, which do not exist yet",
                None,
                "start the model with kerasish.Input, call it on data, or build it "
                "with model.build(input_shape)",
                NotBuiltError,
            )

    def summary(
        self,
        line_length=None,
        positions=None,
        print_fn=None,
        expand_nested=False,
        show_trainable=False,
        layer_range=None,
    ) -> None:
        """Prints the layers with the shapes of their outputs and their parameters.

        Args:
            line_length: width of the table; that of the terminal when None.
            positions: where columns end, as parts of the width: 0.45, 0.8, 1.
            print_fn: called once, with the text; `print` when None.
            expand_nested: whether the layers of nested models are shown.
            show_trainable: whether a column says what training changes.
            layer_range: names of the first and the last layer to show, or regular
                expressions for them.

        Raises:
            ArgumentError: no layer has a name that ``layer_range`` says; columns are
                too narrow.

        Example:
            >>> import kerasish
            >>> x = kerasish.Input((8,), name="x")
            >>> y = kerasish.layers.Dense(1, name="y")(x)
            >>> kerasish.Model(x, y, name="small").summary(line_length=60)
            Model: "small"
            ┏━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━┓
            ┃ Layer (type)             ┃ Output Shape      ┃   Param # ┃
            ┡━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━┩
            │ x (InputLayer)           │ (None, 8)         │         0 │
            ├──────────────────────────┼───────────────────┼───────────┤
            │ y (Dense)                │ (None, 1)         │         9 │
            └──────────────────────────┴───────────────────┴───────────┘
             Total params: 9 (36.00 B)
             Trainable params: 9 (36.00 B)
             Non-trainable params: 0 (0.00 B)
        """
        table = SummaryTable(self, expand_nested, show_trainable, layer_range)
        print_summary(table, line_length, positions, print_fn, self.built)

    def summary_table(
        self, expand_nested=False, show_trainable=False, layer_range=None
    ) -> SummaryTable:
        """The table that `summary` prints, in other forms: an addition to Keras.

        Args:
            expand_nested, show_trainable, layer_range: see `summary`.

        Returns:
            A table with ``text()``, ``markdown()``, ``html()``, and as data ``rows``,
            ``totals`` and ``to_dict()``; notebooks show it as HTML.

        Example:
            >>> import kerasish
            >>> x = kerasish.Input((8,), name="x")
            >>> y = kerasish.layers.Dense(1, name="y")(x)
            >>> table = kerasish.Model(x, y).summary_table()
            >>> [(row.name, row.parameters, row.nbytes) for row in table.rows]
            [('x', 0, 0), ('y', 9, 36)]
            >>> print(table.markdown().splitlines()[2])
            | Layer (type) | Output Shape | Param # |
        """
        return SummaryTable(self, expand_nested, show_trainable, layer_range)

    def explore(self, filepath="model.html", data=None) -> None:
        """Writes a page that shows the model: an addition to Keras.

        One HTML file for any browser, which loads nothing from elsewhere: the graph
        with models and blocks of layers that open and close, search, and of each layer
        the shapes, parameters, arguments, flops, and histograms of its weights.

        Args:
            filepath: where to.
            data: what `predict` takes; if given, each layer has its part of the time of
                predicting it. Ops that run together are counted with one of their
                layers.

        Raises:
            NotBuiltError: the model has no weights yet.

        Example:
            >>> import tempfile
            >>> from pathlib import Path
            >>> import kerasish
            >>> model = kerasish.Sequential([kerasish.Input((3,)),
            ...                              kerasish.layers.Dense(2)])
            >>> file = Path(tempfile.mkdtemp(), "model.html")
            >>> model.explore(file)
            >>> file.read_text()[:15]
            '<!DOCTYPE html>'
        """
        self._require_weights("explore")
        write_page(self, filepath, data)

    def _repr_html_(self) -> str:
        """What notebooks show."""
        return SummaryTable(self, expand_nested=True).html()

    def export(
        self, filepath, format=None, verbose=None, input_signature=None, **options
    ) -> None:
        """Writes what the model predicts to a file that needs no Kerasish to run.

        Args:
            filepath: where to.
            format: "onnx" or "c"; None for what the ending of the file says.
            verbose: accepted as in Keras; nothing is printed.
            input_signature: what is put in, where the model does not know it: a list of
                things with ``shape`` and ``dtype``, such as Keras tensors.
            options: of the format: ``batch_size``, how many rows a call takes (None
                for any number in ONNX; 1 in C, which is written for known sizes).

        Raises:
            NotImplementedError: an op has no counterpart in the format; the message
                names it and its line.
            MissingExtraError: onnx is not installed (extra "onnx").

        Example:
            >>> import tempfile
            >>> from pathlib import Path
            >>> import kerasish
            >>> model = kerasish.Sequential([kerasish.Input((3,)),
            ...                              kerasish.layers.Dense(2)])
            >>> file = Path(tempfile.mkdtemp(), "model.onnx")
            >>> model.export(file)
            >>> file.stat().st_size < 1000
            True
        """
        export_model(self, filepath, format, input_signature, **options)

    def to_json(self, **kwargs) -> str:
        """The architecture as JSON; `models.model_from_json` reads it."""
        return self.architecture_json(**kwargs)


def _tuple(shape):
    if isinstance(shape, dict):
        return {k: _tuple(v) for k, v in shape.items()}
    if shape and isinstance(shape[0], (list, tuple)):
        return [_tuple(s) for s in shape]
    return tuple(shape)


def _is_functional(args, kwargs) -> bool:
    if "inputs" in kwargs or "outputs" in kwargs:
        return "outputs" in kwargs
    if len(args) < 2:
        return False
    leaves = graph.flatten(list(args[:2]))
    return any(isinstance(leaf, KerasTensor) for leaf in leaves)


def _become_functional(cls, functional) -> None:
    """A subclass that calls ``super().__init__(inputs, outputs)`` is functional."""
    if Model in cls.__bases__:
        cls.__bases__ = tuple(functional if b is Model else b for b in cls.__bases__)
        return
    for base in cls.__bases__:
        if issubclass(base, Model):
            _become_functional(base, functional)

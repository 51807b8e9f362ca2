"""The base of the families of image models: arguments in, a model out."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ClassVar

from kerasish import activations, layers
from kerasish.applications.construction import argument_texts
from kerasish.applications.construction.image_input import (
    input_shape_for,
    inputs_behind,
)
from kerasish.applications.construction.weight_files import weights_path
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import image_data_format
from kerasish.models import Model

#: the arguments of most constructors, in order, with their defaults
ARGUMENTS = {
    "include_top": True,
    "weights": "imagenet",
    "input_tensor": None,
    "input_shape": None,
    "pooling": None,
    "classes": 1000,
    "classifier_activation": "softmax",
    "name": None,
}


@internal
class Architecture:
    """How the models of a family are made; a subclass says what its layers are.

    An object stands for one call of a constructor: the arguments of the call and the
    settings of the variant are its attributes.
    """

    #: arguments of the constructors, in order, with their defaults
    arguments: ClassVar[dict[str, Any]] = ARGUMENTS
    #: what is said of every model of the family: text, preprocessing, source
    about: ClassVar[str] = ""
    default_size = 224
    min_size = 32
    #: whether the layers can work on images with the channels first
    can_be_channels_first = True
    #: names of the pooling layers of models without a top
    pooling_names: ClassVar[dict[str, str | None]] = {"avg": None, "max": None}

    @classmethod
    def constructor(
        cls, public_name: str, module: str | None = None, **settings
    ) -> Callable[..., Model]:
        """The public function that makes one model of the family.

        Args:
            public_name: of the function.
            module: where it is; that of the family when None.
            settings: other defaults of arguments, and attributes of the variant.
        """
        parameters = [
            inspect.Parameter(
                name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=settings.pop(name, default),
            )
            for name, default in cls.arguments.items()
        ]
        signature = inspect.Signature(parameters)

        def construct(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            made = cls()
            vars(made).update(settings, owner=public_name, **bound.arguments)
            return made.model()

        construct.__name__ = construct.__qualname__ = public_name
        construct.__module__ = cls.__module__ if module is None else module
        construct.__signature__ = signature
        construct.__doc__ = argument_texts.documentation(
            public_name, cls.about, cls.arguments
        )
        return construct

    def model(self) -> Model:
        """The model that the arguments ask for."""
        self.check_arguments()
        path = weights_path(self)
        self.input_shape = self.shape_of_input()
        if self.input_tensor is None:
            inputs = image = layers.Input(self.input_shape)
        else:
            inputs, image = inputs_behind(self), self.input_tensor
        x = self.features(image)
        x = self.top(x) if self.include_top else self.pooled(x)
        model = Model(inputs, x, name=self.model_name())
        if path is not None:
            model.load_weights(path)
        return model

    def check_arguments(self) -> None:
        """Fails for arguments that cannot go together."""
        if not self.can_be_channels_first and image_data_format() == "channels_first":
            fail(
                f"{self.owner} works on images with the channels last",
                {"image_data_format": "channels_first"},
                "kerasish.config.set_image_data_format('channels_last')",
            )
        if self.pooling not in (None, *self.pooling_names):
            fail(
                f"{self.owner}: unknown pooling",
                {"pooling": repr(self.pooling)},
                "pass 'avg', 'max' or None",
            )
        if self.weights is None or not self.include_top:
            return
        if self.weights == "imagenet" and self.classes != 1000:
            fail(
                f"{self.owner}: the ImageNet weights are for 1000 classes",
                {"classes": self.classes},
                "pass include_top=False and put an own top on the features",
            )
        if activations.get(self.classifier_activation) not in (
            activations.softmax,
            activations.linear,
        ):
            fail(
                f"{self.owner}: trained weights go with softmax or with logits",
                {"classifier_activation": self.classifier_activation},
                "pass classifier_activation='softmax' or None",
            )

    def shape_of_input(self) -> tuple[int | None, ...]:
        """The shape of an image."""
        return input_shape_for(self)

    def model_name(self) -> str | None:
        return self.name

    def features(self, x):
        """From an image to what the top classifies."""
        raise NotImplementedError("features: a family says what its layers are")

    def top(self, x):
        """The classifier on top of the features."""
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        return self.predictions(x)

    def predictions(self, x, **options):
        """The last layer of most tops."""
        return layers.Dense(
            self.classes,
            activation=self.classifier_activation,
            name="predictions",
            **options,
        )(x)

    def pooled(self, x):
        """The features of a model without a top."""
        if self.pooling is None:
            return x
        kinds = {
            "avg": layers.GlobalAveragePooling2D,
            "max": layers.GlobalMaxPooling2D,
        }
        return kinds[self.pooling](name=self.pooling_names[self.pooling])(x)

    def weight_file(self) -> str:
        """The address of the public weights, behind `weight_files.STORE`."""
        raise NotImplementedError("weight_file: a family says where its weights are")

    def weight_file_name(self, address: str) -> str:
        """The name under which Keras keeps the file of an address."""
        return address.rpartition("/")[2]

"""The part of a layer that makes its weights when the shapes of inputs are known."""

from __future__ import annotations

import functools

from kerasish.base.naming import path_scope


class LayerBuild:
    """Building: now or at the first call, and again from a config."""

    #: whether the first call builds it; else it is built from the start, unless a
    #: subclass defines ``build``
    needs_build = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _marking_built(cls.build)

    @property
    def _is_built_at_once(self) -> bool:
        return not self.needs_build and type(self).build is LayerBuild.build

    def build(self, input_shape) -> None:
        """Makes the weights for inputs of this shape; the default makes none."""

    def build_from_config(self, config: dict) -> None:
        """Builds from what `get_build_config` gave."""
        if config:
            shapes = config.get("shapes_dict", config)
            shapes = {k: _as_shape(v) for k, v in shapes.items()}
            if set(shapes) == {"input_shape"}:
                self._build_with((shapes["input_shape"],), {})
            else:
                self._build_with((), shapes)

    def get_build_config(self) -> dict | None:
        """The shapes that the layer was built with."""
        shapes = self._build_shapes
        if shapes is None:
            return None
        args, kwargs = shapes
        return {"input_shape": args[0]} if args else {"shapes_dict": dict(kwargs)}

    def _build_with(self, args, kwargs) -> None:
        if not self.built:
            self.build(*args, **kwargs)
            self._mark_built(args, kwargs)

    def _mark_built(self, args, kwargs) -> None:
        if self._build_shapes is None:
            self._build_shapes = (args, kwargs)
        self.built = True
        if not self._trainable:
            for weight in self._tracker.trainable:  # those that were just made
                weight.trainable = False


def _marking_built(build):
    """The method, after which the layer is built, also when users call it.

    A shape that may be left out, and was, has built nothing.
    """

    @functools.wraps(build)
    def marking(self, *args, **kwargs):
        with path_scope(self.name, self):
            self._note_path()
            build(self, *args, **kwargs)
        given = [*args, *kwargs.values()]
        if build.__defaults__ is None or any(shape is not None for shape in given):
            self._mark_built(args, kwargs)

    return marking


def _as_shape(value):
    """Shapes from a config: lists of numbers become tuples, others keep nesting."""
    if isinstance(value, dict):
        return {k: _as_shape(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if all(v is None or isinstance(v, int) for v in value):
            return tuple(value)
        return [_as_shape(v) for v in value]
    return value

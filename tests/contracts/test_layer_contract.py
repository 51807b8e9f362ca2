"""What holds for every layer, on the examples of layer_cases*.py."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.discovery import family
from kerasish.layers.masks import get_mask, set_mask

#: layers that are no computation of their own
SPECIAL = {
    "Layer": "the base class",
    "InputLayer": "has no inputs; see tests/kerasish/layers/test_input.py",
    "FunctionCall": "stands for a function of kerasish.ops",
    "Wrapper": "a base class, which does not say what to compute",
}
CLASSES = {
    name: item
    for name, item in sorted(family("layers").everything().items())
    if isinstance(item, type)
    and issubclass(item, layers.Layer)
    and item.__name__ == name
    and name not in SPECIAL
}


def collect_cases() -> dict:
    found: dict = {}
    for path in sorted(Path(__file__).parent.glob("layer_cases*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.update(module.CASES)
    return found


COLLECTED = collect_cases()
PAIRS = [
    pytest.param(name, case, id=f"{name}-{i}")
    for name, cases in sorted(COLLECTED.items())
    for i, case in enumerate(cases)
]
WITH_RULES = [
    (name, argument)
    for name, kind in CLASSES.items()
    if name in COLLECTED
    for argument in sorted({*kind.rules} & {*kind.argument_names()})
]
EVERY_CASE = pytest.mark.parametrize(("name", "case"), PAIRS)
WITH_FREE_DTYPE = pytest.mark.parametrize(
    ("name", "case"), [p for p in PAIRS if not p.values[1].get("own_dtype")]
)


def arguments_of(case):
    arguments = case.get("args", {})
    return arguments() if callable(arguments) else arguments


def make(class_name, case, /, **changes):
    return CLASSES[class_name](**{**arguments_of(case), **changes})


def functions_of(case):
    """The functions among the arguments, which a config holds by name."""
    found = arguments_of(case).values()
    return {f.__name__: f for f in found if hasattr(f, "__name__")}


def arrays_for(case, seed=0):
    """The inputs of a case: an array, or a list of arrays."""
    random = np.random.default_rng(seed)
    dtype = np.dtype(case.get("dtype", "float32"))

    def draw(shape):
        if "among" in case:
            return random.choice(case["among"], shape)
        if dtype.kind in "iu":
            return random.integers(0, case["high"], shape).astype(dtype)
        return random.normal(size=shape).astype(dtype)

    shapes = case["shape"]
    return [draw(s) for s in shapes] if isinstance(shapes, list) else draw(shapes)


def call(layer, inputs, case):
    positional = inputs if case.get("spread") else [inputs]
    return layer(*positional, **case.get("call", {}))


def values(outputs):
    return [np.asarray(y) for y in graph.flatten(outputs) if y is not None]


def assert_close(got, want, rtol=1e-5, atol=1e-6):
    assert len(got) == len(want)
    for a, b in zip(got, want):
        assert a.shape == b.shape
        if a.dtype.kind == "U":
            assert a.tolist() == b.tolist()
            continue
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol, atol)


def unknown(array, free):
    """The shape with the batch and the free axes left open, as names."""
    return [
        "batch" if i == 0 else f"size{i}" if i in free else size
        for i, size in enumerate(array.shape)
    ]


def built(name, case, seed=0):
    """A layer that has been called once, and its inputs."""
    kerasish.utils.set_random_seed(seed + 1)
    layer, inputs = make(name, case), arrays_for(case, seed)
    call(layer, inputs, case)
    return layer, inputs


def state_of(layer):
    return [(v, v.numpy()) for v in layer.variables]


def restore(state):
    for variable, value in state:
        variable.assign(value)


def test_every_layer_has_a_case():
    assert sorted(set(CLASSES) - set(COLLECTED)) == []


def test_every_case_names_a_layer():
    assert sorted(set(COLLECTED) - set(CLASSES)) == []


@pytest.mark.parametrize("name", list(CLASSES))
def test_class_is_documented_with_an_example(name):
    assert ">>>" in (CLASSES[name].__doc__ or "")


@pytest.mark.parametrize(("name", "argument"), WITH_RULES)
def test_broken_rule_is_an_error_that_names_layer_and_argument(name, argument):
    case = COLLECTED[name][0]
    for bad in CLASSES[name].rules[argument].bad:
        with pytest.raises(graph.GraphError, match=f"{name}: {argument} must be"):
            make(name, case, **{argument: bad})


@pytest.mark.parametrize("name", sorted(COLLECTED))
def test_unknown_argument_is_an_error_that_names_layer_and_argument(name):
    with pytest.raises((graph.GraphError, TypeError), match="no_such_argument"):
        make(name, COLLECTED[name][0], no_such_argument=1)


@EVERY_CASE
def test_config_makes_an_equal_layer(name, case):
    layer, _ = built(name, case)
    config = json.loads(json.dumps(layer.get_config()))
    with kerasish.saving.custom_object_scope(functions_of(case)):
        again = CLASSES[name].from_config(config)
    assert json.loads(json.dumps(again.get_config())) == config


@EVERY_CASE
def test_weights_carry_over_to_a_layer_from_the_config(name, case):
    layer, inputs = built(name, case)
    record = json.loads(json.dumps(layers.serialize(layer)))
    with kerasish.saving.custom_object_scope(functions_of(case)):
        again = layers.deserialize(record)
    assert type(again) is CLASSES[name]
    call(again, inputs, case)
    assert [w.name for w in again.weights] == [w.name for w in layer.weights]
    again.set_weights(layer.get_weights())
    restore(list(zip(again.variables, [v.numpy() for v in layer.variables])))
    assert_close(values(call(again, inputs, case)), values(call(layer, inputs, case)))


def model_around(layer, inputs, case):
    """A model of the layer alone, in the nesting of its inputs."""
    keras_inputs = [
        kerasish.Input(a.shape[1:], dtype="string" if a.dtype.kind == "U" else a.dtype)
        for a in graph.flatten(inputs)
    ]
    outputs = call(layer, graph.pack_like(inputs, keras_inputs), case)
    return kerasish.Model(keras_inputs, outputs)


@EVERY_CASE
@pytest.mark.parametrize("suffix", ["h5", "keras"])
def test_a_model_with_it_comes_back_from_a_file(name, case, suffix, tmp_path):
    layer, inputs = built(name, case)
    model = model_around(layer, inputs, case)
    model.save(tmp_path / f"model.{suffix}")
    again = kerasish.saving.load_model(
        tmp_path / f"model.{suffix}", custom_objects=functions_of(case)
    )
    assert [w.name for w in again.weights] == [w.name for w in model.weights]
    if not case.get("merges"):
        kept = [[w.numpy() for w in m.weights] for m in (again, model)]
        assert_close(*kept)
    restore(list(zip(again.variables, [v.numpy() for v in model.variables])))
    arrays = graph.flatten(inputs)
    assert_close(values(again(arrays)), values(model(arrays)))


@EVERY_CASE
def test_graph_of_unknown_sizes_gives_the_eager_numbers(name, case):
    layer, inputs = built(name, case)
    state = state_of(layer)
    eager = values(call(layer, inputs, case))
    eager_state = [v.numpy() for v in layer.variables]
    restore(state)
    free = case.get("free", ())
    flat = graph.flatten(inputs)
    placeholders = [
        graph.placeholder(str(a.dtype), unknown(a, free), f"x{i}")
        for i, a in enumerate(flat)
    ]
    with graph.tracing() as trace:
        outputs = call(layer, graph.pack_like(inputs, placeholders), case)
    fetched = [graph.as_symbolic(y) for y in graph.flatten(outputs) if y is not None]
    updates = [trace.updates.get(v) for v in layer.variables]
    asked = [u for u in updates if u is not None]
    feeds = dict(zip(placeholders, flat))
    results, news = graph.Session().run([fetched, asked], feeds)
    assert_close(results, eager)
    changed = [s for s, u in zip(eager_state, updates) if u is not None]
    assert_close([np.asarray(n) for n in news], changed)


@EVERY_CASE
def test_shapes_are_known_before_the_run(name, case):
    layer, inputs = built(name, case)
    want = [y.shape for y in values(call(layer, inputs, case))]
    arrays = graph.flatten(inputs)
    listed = [tuple(a.shape) for a in arrays]
    given = listed if isinstance(case["shape"], list) else listed[0]
    positional = given if case.get("spread") else [given]
    got = layer.compute_output_shape(*positional)
    free = case.get("free", ())
    assert len(_shapes(got)) == len(want)
    for told, real in zip(_shapes(got), want):
        left_open = [axis for axis, size in enumerate(told) if size is None]
        assert set(left_open) <= set(free)
        assert told == tuple(None if i in left_open else n for i, n in enumerate(real))
    keras_inputs = [
        kerasish.Input(
            tuple(None if i in free else s for i, s in enumerate(a.shape))[1:],
            dtype=str(a.dtype),
        )
        for a in arrays
    ]
    outputs = call(layer, graph.pack_like(inputs, keras_inputs), case)
    for y, shape in zip(graph.flatten(outputs), want):
        assert len(y.shape) == len(shape)
        assert all(s in (None, w) for s, w in zip(y.shape, shape))
        assert None not in y.shape[1:] or free


def _shapes(structure):
    """A shape or shapes in lists, as a flat list of tuples."""
    if isinstance(structure, tuple) and all(
        s is None or isinstance(s, int) for s in structure
    ):
        return [structure]
    return [shape for part in structure for shape in _shapes(part)]


@pytest.mark.parametrize(
    ("name", "case"), [p for p in PAIRS if not p.values[1].get("no_gradient")]
)
def test_gradient_reaches_inputs_and_weights(name, case):
    layer, inputs = built(name, case)
    random = np.random.default_rng(1)
    tensors = graph.map_leaves(graph.as_tensor, inputs)
    watched = [t for t in graph.flatten(tensors) if t.dtype.kind == "f"]
    with graph.GradientTape() as tape:
        tape.watch(watched)
        outputs = graph.flatten(call(layer, tensors, case))
        floats = [y for y in outputs if y is not None and y.dtype.kind == "f"]
        loss = sum(graph.sum(y * random.normal(size=y.shape)) for y in floats)
    weights = layer.trainable_weights
    gradients = tape.gradient(loss, [*watched, *weights])
    for source, gradient in zip([*watched, *weights], gradients):
        if getattr(source, "name", None) in case.get("quiet", ()):
            continue
        assert gradient is not None
        assert np.isfinite(np.asarray(gradient)).all()
        assert np.abs(np.asarray(gradient)).max() > 0


@WITH_FREE_DTYPE
@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_outputs_have_the_dtype_of_the_layer(name, case, dtype):
    layer = make(name, case, dtype=dtype)
    for y in graph.flatten(call(layer, arrays_for(case), case)):
        assert y.dtype == case.get("out_dtype", dtype)
    given = graph.flatten(arguments_of(case))
    if not any(isinstance(a, layers.Layer) for a in given):  # they have their own dtype
        assert {str(w.dtype) for w in layer.trainable_weights} <= {dtype}


@WITH_FREE_DTYPE
def test_mixed_precision_computes_in_half_and_keeps_weights_in_single(name, case):
    layer, inputs = make(name, case, dtype="mixed_float16"), arrays_for(case)
    for y in graph.flatten(call(layer, inputs, case)):
        assert y.dtype == case.get("out_dtype", "float16")
    assert {str(w.dtype) for w in layer.trainable_weights} <= {"float32"}


@pytest.mark.parametrize(
    ("name", "case"), [pair for pair in PAIRS if pair.values[1].get("mask")]
)
def test_masks_pass_as_the_case_says(name, case):
    fate = case["mask"]
    layer, inputs = built(name, case)
    tensors = graph.map_leaves(graph.as_tensor, inputs)
    for tensor in graph.flatten(tensors):
        mask = np.ones(tensor.shape[:2], bool)
        mask[:, -1] = False
        set_mask(tensor, graph.as_tensor(mask))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outputs = call(layer, tensors, case)
    assert bool(caught) == (fate == "warned")
    for y in graph.flatten(outputs):
        if fate == "kept":
            assert np.asarray(get_mask(y)).dtype == bool
        else:
            assert get_mask(y) is None


@EVERY_CASE
def test_layer_builds_from_the_shapes_it_was_built_with(name, case):
    layer, _ = built(name, case)
    fresh = make(name, case)
    fresh.build_from_config(json.loads(json.dumps(layer.get_build_config())))
    assert [w.shape for w in fresh.weights] == [w.shape for w in layer.weights]

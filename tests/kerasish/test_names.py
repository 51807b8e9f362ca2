"""The public names of the package."""

import numpy as np
import pytest

import graph
import kerasish


def test_every_public_name_is_there():
    assert {"function", "GradientTape", "Model", "ops"} <= set(dir(kerasish))
    for name in dir(kerasish):
        assert getattr(kerasish, name) is not None


@pytest.mark.parametrize("name", ["models", "feature_space", "layers", "losses"])
def test_what_a_part_lists_it_has(name):
    part = getattr(kerasish, name)
    assert [n for n in dir(part) if getattr(part, n, None) is None] == []


def test_parts_list_what_is_for_users():
    models = {"load_model", "save_model", "Sequential", "Model"}
    assert models <= set(dir(kerasish.models))
    assert {"Dense", "Layer", "InputSpec", "add"} <= set(dir(kerasish.layers))
    assert "RecordedCall" not in dir(kerasish.layers)
    assert "Network" not in dir(kerasish.models)


def test_the_version():
    assert kerasish.version() == kerasish.__version__


@pytest.mark.parametrize("name", ["cpu", "CPU:0", "/device:CPU:0", "/cpu:0"])
def test_the_processor_is_the_device(name):
    with kerasish.device(name):
        assert kerasish.ops.ones(()).numpy() == 1


def test_other_devices_are_refused():
    with pytest.raises(NotImplementedError, match="cpu:0"):
        kerasish.device("gpu:0")
    with pytest.raises(graph.ArgumentError, match="a name is needed"):
        kerasish.device(0)


@pytest.mark.parametrize(
    ("name", "arguments", "instead"),
    [
        ("StatelessScope", (), "stateless_call"),
        ("Operation", (), "Layer"),
        ("Function", (None, None), "Model"),
    ],
)
def test_what_is_missing_says_what_to_do(name, arguments, instead):
    with pytest.raises(NotImplementedError, match=instead):
        getattr(kerasish, name)(*arguments)


def test_remat_changes_no_number():
    dense = kerasish.layers.Dense(2, activation="tanh")
    x = graph.as_tensor(np.ones((3, 2), "float32"))
    dense(x)

    def gradients(f):
        with kerasish.GradientTape() as tape:
            y = graph.sum(f(x) ** 2)
        return [g.numpy() for g in tape.gradient(y, dense.trainable_weights)]

    for plain, again in zip(gradients(dense), gradients(kerasish.remat(dense))):
        np.testing.assert_allclose(plain, again, rtol=1e-6)


def test_scopes_that_change_nothing():
    with kerasish.RematScope("larger_than", 64) as scope, kerasish.SymbolicScope():
        assert scope.layer_names == [] and scope.output_size_threshold == 64
    with pytest.raises(graph.ArgumentError, match="unknown mode"):
        kerasish.RematScope("some")

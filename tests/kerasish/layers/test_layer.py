"""The base class of layers: weights, calls, training flag, losses, shapes."""

import gc
import warnings
import weakref

import numpy as np
import pytest

import graph
import kerasish
from graph import ArgumentError, ShapeError
from kerasish import layers
from kerasish.base.errors import NotBuiltError

X = np.arange(6, dtype="float32").reshape(2, 3)


class Scale(layers.Layer):
    def __init__(self, start=2.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        self.factor = self.add_weight(
            (input_shape[-1],),
            kerasish.initializers.Constant(self.start),
            name="factor",
        )

    def call(self, x):
        return x * self.factor


class Flag(layers.Layer):
    """Adds 1 in training."""

    def call(self, x, training=False):
        return x + 1.0 if training else x


class Outer(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.inner = Flag()

    def call(self, x):
        return self.inner(x)


# ---- building and weights


def test_the_first_call_builds():
    layer = Scale(3.0)
    assert not layer.built and layer.weights == []
    np.testing.assert_array_equal(layer(X).numpy(), X * 3)
    assert layer.built and layer.factor.shape == (3,)
    assert layer.count_params() == 3


def test_build_may_be_called_by_hand():
    layer = Scale()
    layer.build((None, 5))
    assert layer.built and layer.factor.shape == (5,)


def test_another_width_after_building_fails_with_the_layer():
    layer = layers.Dense(2, name="narrow")
    layer(X)
    with pytest.raises(ShapeError, match="narrow"):
        layer(np.ones((2, 4)))


def test_default_initializers_depend_on_the_dtype():
    layer = layers.Layer()
    assert layer.add_weight((3, 3)).numpy().std() > 0
    count = layer.add_weight((), dtype="int32", name="count")
    assert count.dtype == "int32" and count.numpy() == 0


def test_a_weight_may_have_one_size_or_none():
    layer = layers.Layer()
    assert layer.add_weight(4).shape == (4,)
    assert layer.add_weight().shape == ()


def test_a_weight_needs_known_sizes():
    with pytest.raises(ShapeError, match="known sizes"):
        layers.Layer().add_weight((None, 3))


def test_weights_are_set_all_or_none():
    layer = layers.Dense(2)
    layer.build((None, 3))
    before = layer.get_weights()
    with pytest.raises(ShapeError, match="another shape"):
        layer.set_weights([np.ones((3, 2)), np.ones(3)])
    with pytest.raises(ShapeError, match="2 weights"):
        layer.set_weights([np.ones((3, 2))])
    for a, b in zip(before, layer.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_get_weights_gives_copies():
    layer = layers.Dense(2)
    layer.build((None, 3))
    layer.get_weights()[0][:] = 7.0
    assert (layer.get_weights()[0] != 7.0).all()


def test_a_layer_without_super_init_says_so():
    class Forgetful(layers.Layer):
        def __init__(self):
            self.size = 3

        def call(self, x):
            return x

    with pytest.raises(NotBuiltError, match="super"):
        Forgetful()(X)


def test_unknown_arguments_are_refused_by_name():
    with pytest.raises(ArgumentError, match="colour"):
        layers.Dense(2, colour="red")


def test_a_layer_without_call_says_so():
    with pytest.raises(NotImplementedError, match="must define call"):
        layers.Layer()(X)


# ---- calls


def test_missing_and_unknown_call_arguments_are_explained():
    layer = Scale(name="scale")
    with pytest.raises(ArgumentError, match="'scale' was called wrongly"):
        layer()
    with pytest.raises(ArgumentError, match=r"call it as scale\(x\)"):
        layer(X, colour="red")


def test_tensors_may_be_passed_by_keyword():
    class Weighted(layers.Layer):
        def build(self, x_shape, w_shape):
            self.seen = (x_shape, w_shape)

        def call(self, x, *, w=None):
            return x * w

    layer = Weighted()
    np.testing.assert_array_equal(layer(x=X, w=X[:1]).numpy(), X * X[:1])
    assert layer.seen == ((2, 3), (1, 3))


def test_build_gets_the_shapes_of_several_tensors():
    class Pair(layers.Layer):
        def build(self, a_shape, b_shape):
            self.sizes = (a_shape[-1], b_shape[-1])

        def call(self, a, b):
            return graph.concatenate([a, b], -1)

    layer = Pair()
    assert layer(X, X[:, :2]).shape == (2, 5)
    assert layer.sizes == (3, 2)


def test_build_gets_a_list_of_shapes_for_a_list():
    class Sum(layers.Layer):
        def build(self, input_shape):
            self.seen = input_shape

        def call(self, inputs):
            return inputs[0] + inputs[1]

    layer = Sum()
    layer([X, X])
    assert layer.seen == [(2, 3), (2, 3)]


def test_numbers_and_none_are_plain_arguments():
    class Power(layers.Layer):
        def call(self, x, exponent, offset=None):
            y = x**exponent
            return y if offset is None else y + offset

    assert Power()(X, 2).numpy()[1, 2] == 25
    assert Power()(X, exponent=2, offset=1).numpy()[1, 2] == 26
    out = Power()(kerasish.Input((3,)), 2, offset=1)
    model = kerasish.models.model_from_json(
        kerasish.Model(*_ends(out)).to_json(), custom_objects={"Power": Power}
    )
    assert model(X).numpy()[1, 2] == 26


def _ends(output):
    x = output.history.operation._inbound_nodes[0].input_tensors[0]
    return x, output


def test_floats_are_cast_to_the_computing_dtype_and_integers_are_not():
    seen = []

    class Looking(layers.Layer):
        def call(self, x, y=None):
            seen.append((x.dtype.name, None if y is None else y.dtype.name))
            return x

    Looking()(X.astype("float64"), np.arange(2))
    Looking(dtype="float16")(X)
    Looking(autocast=False)(X.astype("float64"))
    assert seen == [("float32", "int64"), ("float16", None), ("float64", None)]


def test_lists_of_numbers_are_no_tensors_for_structures_of_arguments():
    assert Scale()(graph.as_tensor([[1.0, 2.0]])).shape == (1, 2)


# ---- training flag


def test_the_flag_goes_from_the_outermost_call_inwards():
    outer = Outer()
    assert outer(X).numpy()[0, 0] == 0
    assert outer(X, training=True).numpy()[0, 0] == 1
    assert outer(X, training=False).numpy()[0, 0] == 0


def test_an_explicit_flag_counts_more_than_that_of_the_call_around():
    class Frozen(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Flag()

        def call(self, x, training=None):
            return self.inner(x, training=False)

    assert Frozen()(X, training=True).numpy()[0, 0] == 0


def test_the_default_of_call_counts_last():
    class Eager(layers.Layer):
        def call(self, x, training=True):
            return x + 1.0 if training else x

    assert Eager()(X).numpy()[0, 0] == 1
    assert Eager()(X, training=False).numpy()[0, 0] == 0


def test_the_flag_of_one_call_does_not_stay():
    outer = Outer()
    outer(X, training=True)
    assert outer(X).numpy()[0, 0] == 0


def test_the_flag_ends_with_an_error():
    class Failing(layers.Layer):
        def call(self, x, training=None):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        Failing()(X, training=True)
    assert Outer()(X).numpy()[0, 0] == 0


@pytest.mark.parametrize("kind", ["sequential", "functional", "subclass"])
def test_models_hand_the_flag_on(kind):
    if kind == "sequential":
        inner = kerasish.Sequential([kerasish.Input((3,)), Outer()])
        model = kerasish.Sequential([kerasish.Input((3,)), inner])
    elif kind == "functional":
        x = kerasish.Input((3,))
        model = kerasish.Model(x, Outer()(x))
    else:

        class Own(kerasish.Model):
            def __init__(self):
                super().__init__()
                self.outer = Outer()

            def call(self, x):
                return self.outer(x)

        model = Own()
    assert model(X).numpy()[0, 0] == 0
    assert model(X, training=True).numpy()[0, 0] == 1
    model.compile("sgd", "mse", metrics=["mae"])
    assert model.predict(X, verbose=0)[0, 0] == 0
    assert model.evaluate(X, X, verbose=0)[0] == 0
    assert model.train_on_batch(X, X)[1] == 1


def test_a_flag_given_while_connecting_is_kept():
    x = kerasish.Input((3,))
    model = kerasish.Model(x, Flag()(x, training=True))
    assert model(X).numpy()[0, 0] == 1
    assert model.predict(X, verbose=0)[0, 0] == 1


# ---- losses


def test_activity_penalties_are_means_over_the_batch():
    layer = layers.Dense(
        3,
        use_bias=False,
        kernel_initializer="identity",
        activity_regularizer=kerasish.regularizers.L2(0.5),
    )
    layer(X)
    (loss,) = layer.losses
    assert float(loss) == pytest.approx(0.5 * float((X**2).sum()) / 2)


def test_added_losses_are_those_of_the_last_call():
    class Costly(layers.Layer):
        def call(self, x):
            self.add_loss(graph.sum(x))
            return x

    class Both(layers.Layer):
        def __init__(self):
            super().__init__()
            self.parts = [Costly(), Costly()]

        def call(self, x):
            self.add_loss(graph.max(x))
            for part in self.parts:
                x = part(x)
            return x

    layer = Both()
    layer(X * 2)
    layer(X)
    assert [float(v) for v in layer.losses] == [5.0, 15.0, 15.0]


def test_a_layer_called_twice_inside_adds_twice():
    class Costly(layers.Layer):
        def call(self, x):
            self.add_loss(graph.sum(x))
            return x

    class Twice(layers.Layer):
        def __init__(self):
            super().__init__()
            self.part = Costly()

        def call(self, x):
            return self.part(self.part(x))

    layer = Twice()
    layer(X)
    assert len(layer.losses) == 2


def test_penalties_of_weights_count_while_they_are_trainable():
    layer = layers.Dense(
        2, kernel_initializer="ones", kernel_regularizer=kerasish.regularizers.L1(0.1)
    )
    layer.build((None, 3))
    assert float(layer.losses[0]) == pytest.approx(0.6)
    layer.trainable = False
    assert layer.losses == []


def test_functions_are_refused_as_losses():
    with pytest.raises(ArgumentError, match="takes tensors"):
        layers.Layer().add_loss(lambda: 1.0)


def test_added_losses_train():
    class Shrink(layers.Layer):
        def build(self, shape):
            self.w = self.add_weight((shape[-1],), "ones")

        def call(self, x):
            self.add_loss(graph.sum(self.w**2))
            return x * self.w

    model = kerasish.Sequential([kerasish.Input((3,)), Shrink()])
    model.compile(kerasish.optimizers.SGD(0.25))
    history = model.fit(X, epochs=2, verbose=0).history["loss"]
    assert history == pytest.approx([3.0, 0.75])
    np.testing.assert_allclose(model.get_weights()[0], [0.25] * 3)


# ---- shapes and functional use


def test_the_output_shape_is_found_by_trying():
    assert layers.Dense(4).compute_output_shape((None, 3)) == (None, 4)

    class Own(layers.Layer):
        def call(self, x):
            return graph.sum(x, axis=-1), {"twice": x * 2}

    shapes = Own().compute_output_shape((None, 5, 3))
    assert shapes == [(None, 5), {"twice": (None, 5, 3)}] or shapes == (
        (None, 5),
        {"twice": (None, 5, 3)},
    )


def test_input_and_output_are_those_of_the_first_call():
    layer = Scale()
    x = kerasish.Input((3,))
    y = layer(x)
    assert layer.input is x and layer.output is y
    layer(x)
    assert layer.output is y
    with pytest.raises(ArgumentError, match="was never called on Keras tensors"):
        _ = Scale().output


def test_a_shared_layer_has_one_set_of_weights():
    layer = Scale()
    a, b = kerasish.Input((3,)), kerasish.Input((4, 3))
    model = kerasish.Model([a, b], [layer(a), layer(b)])
    assert len(model.weights) == 1
    y, z = model.predict([X, np.ones((2, 4, 3))], verbose=0)
    np.testing.assert_array_equal(y, X * 2)
    assert z.shape == (2, 4, 3)


# ---- stateless calls


def test_a_stateless_call_changes_nothing():
    layer = layers.BatchNormalization(momentum=0.5)
    layer.build((None, 3))
    values = [np.full(v.shape, 2.0, "float32") for v in layer.trainable_variables]
    state = [v.numpy() for v in layer.non_trainable_variables]
    before = layer.get_weights()
    y, new = layer.stateless_call(values, state, X, training=True)
    assert y.shape == (2, 3)
    np.testing.assert_allclose(np.asarray(new[0]), X.mean(0) / 2)
    for a, b in zip(before, layer.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_a_stateless_call_uses_the_values_given():
    layer = Scale()
    layer.build((None, 3))
    y, state = layer.stateless_call([np.full(3, 5.0, "float32")], [], X)
    np.testing.assert_array_equal(y.numpy(), X * 5)
    assert state == []


def test_a_stateless_call_may_return_the_losses():
    class Costly(layers.Layer):
        def call(self, x):
            self.add_loss(graph.sum(x))
            return x

    y, _, losses = Costly().stateless_call([], [], X, return_losses=True)
    np.testing.assert_array_equal(y.numpy(), X)
    assert [float(v) for v in losses] == [15.0]


def test_building_and_calling_give_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Outer()(X)
        Outer()(kerasish.Input((3,)))


def test_values_do_not_keep_what_they_were_made_from():
    """A loop over x = layer(x) holds one value, not all of them."""
    layer = kerasish.layers.Dense(3)
    x = layer(np.ones((2, 3), "float32"))
    first = weakref.ref(x)
    for _ in range(3):
        x = layer(x)
    gc.collect()
    assert first() is None
    assert x.recipe is None


class Counting(layers.Layer):
    """Counts its calls in a variable."""

    def build(self, input_shape):
        self.count = self.add_weight((), "zeros", "int32", trainable=False)
        self.count.assign(5)

    def call(self, x):
        self.count.assign_add(1)
        return x


def test_putting_a_model_together_does_not_change_state():
    layer = Counting()
    inputs = kerasish.Input((3,))
    model = kerasish.Model(inputs, layer(inputs))
    assert layer.compute_output_shape((None, 3)) == (None, 3)
    assert int(layer.count) == 5
    model.compile(None, "mse")
    model.evaluate(np.ones((4, 3)), np.ones((4, 3)), batch_size=2, verbose=0)
    assert int(layer.count) == 7


def test_what_build_assigns_inside_a_step_is_there_at_once():
    class Model(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.layer = Counting()

        def test_step(self, data):
            self.layer(data)
            return {"count": self.layer.count}

    model = Model()
    model.compile()
    assert model.evaluate(np.ones((4, 3)), batch_size=2, verbose=0) == 7
    assert int(model.layer.count) == 7

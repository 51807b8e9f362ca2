"""Models of ONNX as functions: the examples of its ops, gradients, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

import onnxruntime
from onnx import TensorProto, helper

import graph


def draw(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def ints(*numbers):
    return np.array(numbers, np.int64)


IMAGE = draw(2, 4, 7, 6)
VECTOR = np.abs(draw(4)) + 0.5
#: (op, inputs, attributes) of what `to_onnx` does not write, or only in one way
EXAMPLES = [
    ("Gemm", [draw(3, 4), draw(5, 3), draw(5)], {"transA": 1, "transB": 1,
                                                 "alpha": 0.5}),
    ("Gemm", [draw(3, 4), draw(4, 5), draw(3, 1)], {"beta": 2.0}),
    ("BatchNormalization", [IMAGE, *[VECTOR + i for i in range(4)]], {"epsilon": 0.1}),
    ("InstanceNormalization", [IMAGE, VECTOR, VECTOR], {}),
    ("LayerNormalization", [IMAGE, draw(7, 6), draw(7, 6)], {"axis": 2}),
    ("LpNormalization", [IMAGE], {"p": 1, "axis": 1}),
    ("MaxPool", [IMAGE], {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1}),
    ("MaxPool", [IMAGE], {"kernel_shape": [3, 3], "auto_pad": "SAME_LOWER"}),
    ("AveragePool", [IMAGE], {"kernel_shape": [3, 3], "pads": [1, 0, 1, 1]}),
    ("AveragePool", [IMAGE], {"kernel_shape": [2, 2], "strides": [3, 2],
                              "ceil_mode": 1}),
    ("GlobalMaxPool", [IMAGE], {}),
    ("GlobalAveragePool", [IMAGE], {}),
    ("Conv", [IMAGE, draw(6, 2, 3, 2), draw(6)], {"group": 2, "strides": [2, 1],
                                                  "auto_pad": "SAME_UPPER"}),
    ("ConvTranspose", [IMAGE, draw(4, 3, 3, 3)], {"group": 2, "strides": [2, 3],
                                                  "pads": [1, 0, 0, 1],
                                                  "output_padding": [1, 2]}),
    ("ConvTranspose", [IMAGE, draw(4, 3, 3, 2)], {"strides": [2, 2],
                                                  "output_shape": [14, 13]}),
    ("Pad", [IMAGE, ints(0, 0, 1, 2, 0, 0, 2, 1)], {"mode": "reflect"}),
    ("Pad", [IMAGE, ints(0, 0, -1, 2, 0, 0, 2, -1), np.float32(3)], {}),
    ("Slice", [IMAGE, ints(-2, 5), ints(-100, 1), ints(2, 3), ints(-1, -2)], {}),
    ("Split", [IMAGE, ints(1, 3)], {"axis": 1}),
    ("Split", [IMAGE], {"axis": 2, "num_outputs": 3}),
    ("Squeeze", [draw(1, 3, 1)], {}),
    ("Flatten", [IMAGE], {"axis": 3}),
    ("Tile", [draw(2, 3), ints(2, 1)], {}),
    ("Expand", [draw(3, 1), ints(2, 1, 4)], {}),
    ("DepthToSpace", [draw(1, 8, 2, 3)], {"blocksize": 2, "mode": "CRD"}),
    ("SpaceToDepth", [draw(1, 2, 4, 6)], {"blocksize": 2}),
    ("Trilu", [draw(3, 4), np.array(1, np.int64)], {"upper": 0}),
    ("OneHot", [ints(1, -1, 7), ints(5), draw(2)], {"axis": 0}),
    ("Gather", [draw(3, 4), ints(-1, 0)], {"axis": 1}),
    ("GatherElements", [draw(3, 4), ints(-1, 0).reshape(1, 2)], {"axis": 1}),
    ("ScatterElements", [draw(3, 4), ints(-1, 0).reshape(1, 2), draw(1, 2)],
     {"axis": 1}),
    ("ScatterND", [draw(3, 4), ints(0, 2).reshape(2, 1), draw(2, 4)],
     {"reduction": "max"}),
    ("TopK", [draw(3, 4), ints(2)], {"axis": 0, "largest": 0}),
    ("ArgMax", [draw(3, 4)], {"axis": 1, "select_last_index": 1}),
    ("CumSum", [draw(3, 4), np.array(1, np.int64)], {"exclusive": 1, "reverse": 1}),
    ("ReduceLogSumExp", [draw(3, 4), ints(-1)], {"keepdims": 0}),
    ("ReduceL2", [draw(3, 4)], {}),
    ("ReduceMean", [draw(3, 4), ints(0)], {}),
    ("Softmax", [IMAGE], {"axis": 1}),
    ("LogSoftmax", [IMAGE], {}),
    *[(kind, [draw(3, 4)], {}) for kind in (
        "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "HardSigmoid", "HardSwish",
        "Softplus", "Softsign", "ThresholdedRelu", "Mish")],
    ("PRelu", [draw(3, 4), draw(4)], {}),
    ("Clip", [draw(3, 4), np.float32(-0.5), np.float32(0.5)], {}),
    ("Sum", [draw(3, 4), draw(4), draw(3, 1)], {}),
    ("Mean", [draw(3, 4), draw(4)], {}),
    ("Mod", [draw(3, 4), draw(4)], {"fmod": 1}),
    ("Div", [ints(-7, 7, 5), ints(2, -2, 3)], {}),
    ("Einsum", [draw(3, 4), draw(5, 4)], {"equation": "ij,kj->ki"}),
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e[0])
def test_agrees_with_onnxruntime(example):
    kind, arrays, attributes = example
    names = [f"x{i}" for i in range(len(arrays))]
    count = {"Split": 3 if "num_outputs" in attributes else 2, "TopK": 2}.get(kind, 1)
    outputs = [f"y{i}" for i in range(count)]
    infos = [
        helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(np.asarray(a).dtype), np.shape(a)
        )
        for name, a in zip(names, arrays)
    ]
    node = helper.make_node(kind, names, outputs, **attributes)
    body = helper.make_graph(
        [node], "g", infos, [helper.make_empty_tensor_value_info(n) for n in outputs]
    )
    model = helper.make_model(
        body, opset_imports=[helper.make_opsetid("", 18)], ir_version=9
    )
    session = onnxruntime.InferenceSession(model.SerializeToString())
    want = session.run(None, dict(zip(names, map(np.asarray, arrays))))
    for got, y in zip(graph.from_onnx(model)(*arrays), want, strict=True):
        assert (got.spec.shape, got.dtype) == (y.shape, y.dtype)
        np.testing.assert_allclose(got.numpy(), y, 1e-5, 1e-5)


def model_of(nodes, inputs, outputs, **constants):
    def infos(kinds):
        return [
            helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in kinds
        ]

    arrays = [
        helper.make_tensor(n, TensorProto.INT64, [len(v)], v)
        for n, v in constants.items()
    ]
    body = helper.make_graph(nodes, "g", infos(inputs), infos(outputs), arrays)
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 18)])


def test_sizes_that_a_model_computes_stay_symbols():
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Slice", ["shape", "zero", "one"], ["batch"]),
        helper.make_node("Concat", ["batch", "rest"], ["wanted"], axis=0),
        helper.make_node("Reshape", ["x", "wanted"], ["y"]),
    ]
    model = model_of(
        nodes, [("x", ["n", 2, 3])], [("y", None)], zero=[0], one=[1], rest=[6]
    )
    function = graph.from_onnx(model)
    (x,) = function.placeholders()
    with graph.tracing():
        (y,) = function(x)
    assert str(y.spec) == "float32[n, 6]"


def test_gradients_pass():
    nodes = [helper.make_node("Mul", ["x", "x"], ["y"])]
    function = graph.from_onnx(model_of(nodes, [("x", [3])], [("y", [3])]))
    x = graph.placeholder("float32", (3,), "x")
    with graph.tracing():
        (y,) = function(x)
        (dx,) = graph.gradients(graph.sum(y), [x])
    value = np.array([1.0, 2.0, 3.0], "float32")
    np.testing.assert_array_equal(graph.Session().run(dx, {x: value}), 2 * value)


def test_an_op_that_is_not_read_is_named():
    nodes = [helper.make_node("NonMaxSuppression", ["x"], ["y"], name="best")]
    function = graph.from_onnx(model_of(nodes, [("x", [3])], [("y", [3])]))
    with pytest.raises(NotImplementedError, match=r"Suppression 'best'.*not read"):
        function(np.ones(3, "float32"))


def test_scans_of_old_models_are_refused():
    """They have another first input, and a batch axis."""
    body = helper.make_graph([], "b", [], [])
    node = helper.make_node("Scan", ["", "x"], ["y"], body=body, num_scan_inputs=1)
    model = model_of([node], [("x", [3])], [("y", [3])])
    model.opset_import[0].version = 8
    with pytest.raises(NotImplementedError, match="before operator set 9"):
        graph.from_onnx(model)(np.ones(3, "float32"))


def test_inputs_have_the_dtype_that_the_model_says():
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    function = graph.from_onnx(model_of(nodes, [("x", [3])], [("y", [3])]))
    assert function([1.0, 2.0, 3.0])[0].dtype == "float32"
    with pytest.raises(graph.DTypeError, match="takes float32"):
        function(np.arange(3))


def test_too_many_inputs_are_refused():
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    function = graph.from_onnx(model_of(nodes, [("x", [3])], [("y", [3])]))
    with pytest.raises(graph.ArgumentError, match="takes 1 inputs"):
        function(np.ones(3, "float32"), np.ones(3, "float32"))

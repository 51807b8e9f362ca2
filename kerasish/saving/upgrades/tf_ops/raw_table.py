"""TensorFlow's single operations, as functions of the table.

An entry gives the function's name and what makes its arguments from the inputs and the
attributes of the operation.
"""

from __future__ import annotations

from collections.abc import Callable

RAW_OPERATIONS: dict[str, tuple[str, Callable]] = {}


def _attributes(**names: str):
    """Inputs in order, and attributes under the names of arguments."""

    def change(inputs, attributes):
        found = {a: attributes[b] for a, b in names.items() if b in attributes}
        return inputs, found

    return change


def _in_order(order: tuple[int, ...], **names: str):
    """Inputs in another order."""
    plain = _attributes(**names)

    def change(inputs, attributes):
        return plain([inputs[i] for i in order], attributes)

    return change


def _listed(**names: str):
    """All inputs as one list."""
    plain = _attributes(**names)
    return lambda inputs, attributes: plain([inputs], attributes)


def _list_and_axis(inputs, attributes):
    return [inputs[:-1], inputs[-1]], {}


def _axis_and_list(inputs, attributes):
    return [inputs[1:], inputs[0]], {}


def _reduction(inputs, attributes):
    return inputs, {"keepdims": attributes.get("keep_dims", False)}


def _named(**places: int):
    """The first input, and others by the names of arguments."""

    def change(inputs, attributes):
        return inputs[:1], {k: inputs[i] for k, i in places.items()}

    return change


def _split(inputs, attributes):
    return [inputs[1], attributes["num_split"], inputs[0]], {}


def _equation(inputs, attributes):
    return [attributes["equation"], *inputs], {}


def _squeeze(inputs, attributes):
    return inputs, {"axis": attributes.get("squeeze_dims")}


def _shape_first(inputs, attributes):
    return inputs[:1], {"dtype": attributes.get("dtype", "float32")}


def _enter(symbol: str, operations: str, change=_attributes()) -> None:  # noqa: B008
    for operation in operations.split():
        RAW_OPERATIONS[operation] = (symbol, change)


_OF_NUMBERS = (
    "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Erfc Exp Expm1 Floor Log "
    "Log1p Reciprocal Rint Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh "
    "Softplus Pow Maximum Minimum Greater Less Xlogy Atan2"
)
for _name in _OF_NUMBERS.split():
    _enter(f"math.{_name.lower()}", _name)
_OF_NETWORKS = "Relu Relu6 Elu Selu Softsign Softmax"
for _name in _OF_NETWORKS.split():
    _enter(f"nn.{_name.lower()}", _name)
for _symbol, _names in {
    "math.negative": "Neg", "math.reciprocal": "Inv", "identity": "Identity Snapshot",
    "stop_gradient": "StopGradient PreventGradient", "math.is_nan": "IsNan",
    "math.is_inf": "IsInf", "math.is_finite": "IsFinite",
    "math.logical_not": "LogicalNot", "math.logical_and": "LogicalAnd",
    "math.logical_or": "LogicalOr", "math.add": "Add AddV2", "math.subtract": "Sub",
    "math.multiply": "Mul", "math.truediv": "RealDiv", "div": "Div",
    "math.floordiv": "FloorDiv", "math.floormod": "FloorMod Mod",
    "math.divide_no_nan": "DivNoNan", "math.multiply_no_nan": "MulNoNan",
    "math.squared_difference": "SquaredDifference", "math.equal": "Equal",
    "math.not_equal": "NotEqual", "math.greater_equal": "GreaterEqual",
    "math.less_equal": "LessEqual", "nn.log_softmax": "LogSoftmax",
    "zeros_like": "ZerosLike", "ones_like": "OnesLike", "fill": "Fill",
    "range": "Range", "broadcast_to": "BroadcastTo", "reshape": "Reshape",
    "expand_dims": "ExpandDims", "transpose": "Transpose", "tile": "Tile",
    "pad": "Pad", "gather_nd": "GatherNd", "slice": "Slice", "where": "Select SelectV2",
    "one_hot": "OneHot", "reverse": "ReverseV2", "shape": "Shape", "size": "Size",
    "rank": "Rank", "roll": "Roll", "linalg.diag": "MatrixDiag",
    "linalg.diag_part": "MatrixDiagPart", "linalg.cholesky": "Cholesky",
    "clip_by_value": "ClipByValue", "nn.l2_loss": "L2Loss",
    "scatter_nd": "ScatterNd", "image.hsv_to_rgb": "HSVToRGB",
    "image.rgb_to_hsv": "RGBToHSV",
}.items():  # fmt: skip
    _enter(_symbol, _names)
for _name in ("Sum", "Mean", "Max", "Min", "Prod", "Any", "All"):
    _enter(f"math.reduce_{_name.lower()}", _name, _reduction)
_enter("math.reduce_euclidean_norm", "EuclideanNorm", _reduction)
_enter("math.argmax", "ArgMax", _attributes(output_type="output_type"))
_enter("math.argmin", "ArgMin", _attributes(output_type="output_type"))
for _name in ("Cumsum", "Cumprod"):
    change = _attributes(exclusive="exclusive", reverse="reverse")
    _enter(f"math.{_name.lower()}", _name, change)
_enter("cast", "Cast", _attributes(dtype="DstT"))
_enter("concat", "ConcatV2", _list_and_axis)
_enter("concat", "Concat", _axis_and_list)
_enter("stack", "Pack", _listed(axis="axis"))
_enter("math.add_n", "AddN", _listed())
_enter("unstack", "Unpack", _attributes(num="num", axis="axis"))
_enter("split", "Split", _split)
_enter("split", "SplitV", _attributes())
_enter("squeeze", "Squeeze", _squeeze)
_enter("pad", "PadV2", _named(paddings=1, constant_values=2))
_enter("pad", "MirrorPad", _attributes(mode="mode"))
_enter("gather", "GatherV2 Gather", _attributes(batch_dims="batch_dims"))
_enter("gather", "ResourceGather", _attributes())
_enter("one_hot", "OneHot", _attributes(axis="axis"))
_enter("math.top_k", "TopKV2", _attributes(sorted="sorted"))
_enter("strided_slice", "StridedSlice", _attributes(
    **{f"{n}_mask": f"{n}_mask"
       for n in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")}
))  # fmt: skip
_enter("linalg.matmul", "MatMul", _attributes(
    transpose_a="transpose_a", transpose_b="transpose_b"
))  # fmt: skip
_enter("linalg.matmul", "BatchMatMul BatchMatMulV2 BatchMatMulV3", _attributes(
    adjoint_a="adj_x", adjoint_b="adj_y"
))  # fmt: skip
_enter("einsum", "Einsum", _equation)
_enter("linalg.band_part", "MatrixBandPart")
_enter("nn.softmax_cross_entropy_with_logits", "SoftmaxCrossEntropyWithLogits",
       _in_order((1, 0)))  # fmt: skip
_enter("nn.sparse_softmax_cross_entropy_with_logits",
       "SparseSoftmaxCrossEntropyWithLogits", _in_order((1, 0)))  # fmt: skip
_enter("nn.leaky_relu", "LeakyRelu", _attributes(alpha="alpha"))
_enter("nn.bias_add", "BiasAdd BiasAddV1", _attributes(data_format="data_format"))
_WINDOWS = {"strides": "strides", "padding": "padding", "data_format": "data_format"}
_enter(
    "nn.convolution", "Conv2D Conv3D", _attributes(dilations="dilations", **_WINDOWS)
)
_enter("nn.depthwise_conv2d", "DepthwiseConv2dNative",
       _attributes(dilations="dilations", **_WINDOWS))  # fmt: skip
_enter("nn.max_pool", "MaxPool MaxPool3D", _attributes(ksize="ksize", **_WINDOWS))
_enter("nn.avg_pool", "AvgPool AvgPool3D", _attributes(ksize="ksize", **_WINDOWS))
_RESIZING = _attributes(
    align_corners="align_corners", half_pixel_centers="half_pixel_centers"
)
_enter("image.resize_bilinear", "ResizeBilinear", _RESIZING)
_enter("image.resize_nearest_neighbor", "ResizeNearestNeighbor", _RESIZING)
_enter("image.resize_bicubic", "ResizeBicubic", _RESIZING)
_enter("image.resize_area", "ResizeArea")
_BLOCKS = _attributes(block_size="block_size", data_format="data_format")
_enter("nn.depth_to_space", "DepthToSpace", _BLOCKS)
_enter("nn.space_to_depth", "SpaceToDepth", _BLOCKS)
_enter("nn.local_response_normalization", "LRN", _attributes(
    depth_radius="depth_radius", bias="bias", alpha="alpha", beta="beta"
))  # fmt: skip
_enter("random.normal", "RandomStandardNormal", _shape_first)
_enter("random.truncated_normal", "TruncatedNormal", _shape_first)
_enter("random.uniform", "RandomUniform", _shape_first)

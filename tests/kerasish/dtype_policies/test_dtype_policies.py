"""Policies: names, configs, maps."""

from __future__ import annotations

import numpy as np
import pytest

from graph import ArgumentError
from kerasish import dtype_policies, layers
from kerasish.dtype_policies import DTypePolicy, DTypePolicyMap

X = np.ones((2, 3), "float32")


@pytest.mark.parametrize(
    "name",
    [
        "float32",
        "mixed_float16",
        "mixed_bfloat16",
        "int8_from_float32",
        "int4_from_float32",
        "int4/64_from_mixed_bfloat16",
        "gptq/4/128_from_float32",
        "awq/4/-1_from_float32",
        "float8_from_bfloat16",
    ],
)
def test_names_and_configs_go_there_and_back(name):
    policy = dtype_policies.get(name)
    assert policy.name == name
    again = dtype_policies.deserialize(dtype_policies.serialize(policy))
    assert type(again) is type(policy) and again == policy
    assert hash(again) == hash(policy)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("int8_from_float32", "QuantizedDTypePolicy"),
        ("int4_from_float32", "QuantizedDTypePolicy"),
        ("int4/64_from_float32", "Int4DTypePolicy"),
        ("gptq/2/8_from_float32", "GPTQDTypePolicy"),
        ("awq/4/8_from_float32", "AWQDTypePolicy"),
        ("float8_from_float32", "QuantizedFloat8DTypePolicy"),
    ],
)
def test_quantized_policies_are_told_apart(name, kind):
    policy = dtype_policies.get(name)
    assert type(policy).__name__ == kind
    assert policy.quantization_mode == name.split("_")[0].split("/")[0]
    assert policy != DTypePolicy("float32")
    with pytest.raises(NotImplementedError, match="made from"):
        layers.Flatten(dtype=name)


@pytest.mark.parametrize(
    "name",
    [
        "gptq/5/8_from_float32",
        "gptq/4_from_float32",
        "gptq/4/0_from_float32",
        "awq/3/8_from_float32",
        "int4/x_from_float32",
        "int4/-2_from_float32",
        "int8_from_float16",
    ],
)
def test_modes_of_another_form_are_refused(name):
    with pytest.raises(ArgumentError):
        dtype_policies.get(name)


def test_an_unknown_mode_is_refused():
    with pytest.raises(ArgumentError, match="unknown mode"):
        dtype_policies.QuantizedDTypePolicy("int7")


def test_float8_remembers_the_length_of_its_history():
    policy = dtype_policies.QuantizedFloat8DTypePolicy("float8", "float32", 512)
    assert policy.get_config()["amax_history_length"] == 512
    assert policy != dtype_policies.QuantizedFloat8DTypePolicy("float8", "float32")
    with pytest.raises(ArgumentError, match="amax_history_length"):
        dtype_policies.QuantizedFloat8DTypePolicy("float8", "float32", 1.5)


def test_the_other_name_of_a_policy_equals_it():
    other = dtype_policies.FloatDTypePolicy("float16")
    assert other == DTypePolicy("float16") and DTypePolicy("float16") == other
    assert repr(other) == '<DTypePolicy "float16">'


def test_a_policy_converts_floats_only():
    policy = DTypePolicy("float16")
    assert policy.convert_input(X, True, "float16").dtype == "float16"
    assert policy.convert_input(X, False, "float16").dtype == "float32"
    assert policy.convert_input(np.array([1, 2]), True, "float16").dtype == "int64"
    assert policy.convert_input("text", True, "float16") == "text"


def test_a_map_finds_keys_then_expressions_then_the_default():
    policies = DTypePolicyMap("float32", {"a/dense": "float64"})
    policies["a/.*"] = "float16"
    assert policies["a/dense"].name == "float64"
    assert policies["a/other"].name == "float16"
    assert policies["b"].name == "float32"
    assert "a/other" not in policies and list(policies) == ["a/dense", "a/.*"]
    policies["a/o.*"] = "float64"
    with pytest.raises(ArgumentError, match="several keys"):
        policies["a/other"]
    with pytest.raises(ArgumentError, match="already"):
        policies["a/.*"] = "float32"
    del policies["a/.*"]
    assert policies["a/other"].name == "float64" and len(policies) == 2


def test_a_map_has_the_dtypes_of_its_default():
    policies = DTypePolicyMap("mixed_float16")
    assert policies.name == "map_mixed_float16"
    assert (policies.compute_dtype, policies.variable_dtype) == ("float16", "float32")
    assert policies.quantization_mode is None
    assert "mapping=[]" in repr(policies)


def test_a_map_goes_into_a_config_and_back():
    policies = DTypePolicyMap(None, {"a": "float16"})
    again = dtype_policies.get(dtype_policies.serialize(policies))
    assert again == policies and again["a"] == DTypePolicy("float16")
    assert again != DTypePolicyMap(None, {"a": "float64"})


def test_maps_of_maps_and_of_lists_are_refused():
    with pytest.raises(ArgumentError, match="cannot be a map"):
        DTypePolicyMap(DTypePolicyMap())
    with pytest.raises(ArgumentError, match="must be a dict"):
        DTypePolicyMap("float32", [("a", "float16")])


def test_layers_inside_look_their_policy_up_by_path():
    policies = DTypePolicyMap("float32", {"mha/query": "float16"})
    mha = layers.MultiHeadAttention(2, 3, name="mha", dtype=policies)
    mha(X[None], X[None])
    by_path = {layer.path: layer.compute_dtype for layer in mha._flatten_layers()}
    assert by_path["mha/query"] == "float16"
    assert by_path["mha/key"] == by_path["mha"] == "float32"


def test_a_policy_set_on_a_layer_with_a_map_goes_into_the_map():
    policies = DTypePolicyMap("float32")
    dense = layers.Dense(2, name="d", dtype=policies)
    dense(X)
    dense.dtype_policy = "float16"
    dense.dtype_policy = "mixed_float16"
    assert policies["d"].name == "mixed_float16"
    assert dense.compute_dtype == "float16" and dense.dtype_policy is policies


def test_a_policy_can_be_set_after_building():
    dense = layers.Dense(2)
    assert dense(X).dtype == "float32"
    dense.dtype_policy = "mixed_float16"
    assert dense(X).dtype == "float16" and dense.kernel.dtype == "float32"
    assert (dense.dtype, dense.input_dtype) == ("float32", "float16")

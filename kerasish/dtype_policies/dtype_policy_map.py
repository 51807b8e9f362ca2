"""Policies by the paths of layers."""

from __future__ import annotations

import re
from collections.abc import MutableMapping

from kerasish.base.dtype_policy import DTypePolicy, get_policy
from kerasish.base.errors import fail
from kerasish.base.serialization import deserialize_keras_object, serialize_keras_object


class DTypePolicyMap(DTypePolicy, MutableMapping):
    """A policy for each layer inside a layer, by its path, and one for all others.

    A key is a path, or a regular expression that a whole path matches.

    Args:
        default_policy: for paths that no key fits; the global policy when None.
        policy_map: dict of policies, or what policies are made of, by key.

    Raises:
        ArgumentError: a map as the default, or no dict; a key that is there already;
            a path that several expressions match.

    Example:
        >>> from kerasish import dtype_policies
        >>> policies = dtype_policies.DTypePolicyMap("float32")
        >>> policies["encoder/.*"] = "float16"
        >>> policies["encoder/dense"], policies["decoder/dense"]
        (<DTypePolicy "float16">, <DTypePolicy "float32">)
    """

    keras_module = "keras.dtype_policies"

    def __init__(self, default_policy=None, policy_map=None):
        if isinstance(default_policy, DTypePolicyMap):
            fail("DTypePolicyMap: the default policy cannot be a map itself")
        if policy_map is not None and not isinstance(policy_map, dict):
            fail(
                "DTypePolicyMap: policy_map must be a dict",
                {"policy_map": repr(policy_map)},
                "pass {path: policy}",
            )
        self._given = default_policy  # None follows the global policy, in files too
        self._default = None if default_policy is None else get_policy(default_policy)
        self._policies: dict[str, DTypePolicy] = {}
        for key, policy in ({} if policy_map is None else policy_map).items():
            self[key] = policy

    @property
    def default_policy(self) -> DTypePolicy:
        """The policy where no key fits."""
        return get_policy(self._default)

    @property
    def name(self) -> str:
        return f"map_{self.default_policy.name}"

    @property
    def compute_dtype(self) -> str:
        return self.default_policy.compute_dtype

    @property
    def variable_dtype(self) -> str:
        return self.default_policy.variable_dtype

    @property
    def quantization_mode(self) -> str | None:
        return self.default_policy.quantization_mode

    def at(self, path: str | None) -> DTypePolicy:
        return self if not path else self[path]

    def __getitem__(self, key):
        if key in self._policies:
            return self._policies[key]
        fitting = [known for known in self._policies if re.fullmatch(known, key)]
        if len(fitting) > 1:
            fail(
                f"DTypePolicyMap: several keys fit the path {key!r}",
                {"keys": fitting},
                "write expressions that exclude one another",
            )
        return self._policies[fitting[0]] if fitting else self.default_policy

    def __setitem__(self, key, policy):
        if key in self._policies:
            fail(
                f"DTypePolicyMap: there is a policy for {key!r} already",
                {"policy": self._policies[key].name},
                "delete it first",
            )
        self._policies[key] = get_policy(policy)

    def __delitem__(self, key):
        del self._policies[key]

    def __contains__(self, key):
        return key in self._policies

    def __len__(self):
        return len(self._policies)

    def __iter__(self):
        return iter(self._policies)

    def get_config(self) -> dict:
        return {
            "default_policy": serialize_keras_object(self._given),
            "policy_map": serialize_keras_object(self._policies),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The map of a config."""
        policies = deserialize_keras_object(
            config["policy_map"], custom_objects, family_name="dtype_policies"
        )
        return cls(config.get("default_policy"), policies)

    __hash__ = DTypePolicy.__hash__
    __eq__ = DTypePolicy.__eq__

    def __repr__(self):
        policies = [(key, policy.name) for key, policy in self._policies.items()]
        default = None if self._default is None else self._default.name
        return f"<DTypePolicyMap default_policy={default}, mapping={policies}>"

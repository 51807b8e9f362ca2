"""Named values that are attributes, keys, and JSON."""

from __future__ import annotations

import difflib
import json

from kerasish.base.errors import fail


class Config:
    """Named values: ``config.seed`` and ``config["seed"]`` are the same.

    Args:
        **kwargs: the first values.

    Raises:
        AttributeError: a name that has no value.
        ArgumentError: a change of a frozen one.

    Example:
        >>> from kerasish import utils
        >>> config = utils.Config(learning_rate=0.1)
        >>> config.seed = 123
        >>> config["seed"], list(config.keys())
        (123, ['learning_rate', 'seed'])
        >>> config.to_json()
        '{"learning_rate": 0.1, "seed": 123}'
    """

    def __init__(self, **kwargs):
        vars(self).update(_config=dict(kwargs), _frozen=False)

    @property
    def frozen(self) -> bool:
        """Whether values can no longer change."""
        return self._frozen

    def freeze(self) -> None:
        """From now on a change is an error."""
        vars(self)["_frozen"] = True

    def unfreeze(self) -> None:
        """Changes are allowed again."""
        vars(self)["_frozen"] = False

    def as_dict(self) -> dict:
        """A copy of the values, as a dict."""
        return dict(self._config)

    def to_json(self) -> str:
        """The values as JSON."""
        return json.dumps(self._config)

    def keys(self):
        return self._config.keys()

    def values(self):
        return self._config.values()

    def items(self):
        return self._config.items()

    def get(self, keyname, value=None):
        """The value of a name, or another one."""
        return self._config.get(keyname, value)

    def pop(self, *args):
        """Takes a value out and returns it."""
        self._require_thawed()
        return self._config.pop(*args)

    def update(self, *args, **kwargs) -> None:
        """Sets many values."""
        self._require_thawed()
        self._config.update(*args, **kwargs)

    def _require_thawed(self) -> None:
        if self._frozen:
            fail("Config: it is frozen, so nothing can be changed", None, "unfreeze it")

    def __setattr__(self, name, value):
        if hasattr(type(self), name):
            fail(f"Config: {name!r} is a name of its own", None, "choose another name")
        self._require_thawed()
        self._config[name] = value

    def __getattr__(self, name):
        values = vars(self).get("_config", {})
        if name in values:
            return values[name]
        near = difflib.get_close_matches(name, values, n=1, cutoff=0.7)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"Config has no value called {name!r}{hint}")

    def __delattr__(self, name):
        self._require_thawed()
        if name not in self._config:
            raise AttributeError(f"Config has no value called {name!r}")
        del self._config[name]

    def __setitem__(self, key, item):
        setattr(self, key, item)

    def __getitem__(self, key):
        return getattr(self, key)

    def __delitem__(self, key):
        delattr(self, key)

    def __contains__(self, item) -> bool:
        return item in self._config

    def __iter__(self):
        return iter(self._config)

    def __len__(self) -> int:
        return len(self._config)

    def __repr__(self) -> str:
        return f"<Config {self._config}>"

"""A name in ``graph`` belongs to one function."""

import pytest

from graph.ops.public import PUBLIC, public


def test_a_public_name_is_given_once():
    def exp(x):
        return x

    known = PUBLIC["exp"]
    with pytest.raises(NameError, match=r"graph.exp is in graph.ops.elementwise"):
        public(exp)
    assert PUBLIC["exp"] is known

"""The public names of the package."""

import kerasish


def test_every_public_name_is_there():
    assert {"function", "GradientTape", "Model", "ops"} <= set(dir(kerasish))
    for name in dir(kerasish):
        assert getattr(kerasish, name) is not None

"""The page that compares our surface with Keras': on two made-up packages."""

from __future__ import annotations

import kerasish
from docs.coverage import surface
from docs.coverage.differences import differences
from docs.coverage.page import page


def function(a, b=1, *, c="x"):
    return a, b, c


class Base:
    def __init__(self, name=None):
        self.name = name


class Child(Base):
    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size


def unlike(ours, theirs=function):
    return differences(surface.described(theirs), surface.described(ours))


def test_equal_arguments_have_no_differences():
    assert unlike(function) == []
    assert unlike(lambda a, b=1.0, *, c="x": None) == []


def test_numbers_of_all_axes_are_one():
    assert unlike(lambda n=1: None, lambda n=(1, 1): None) == []
    assert unlike(lambda n=1: None, lambda n=(1, 2): None) == ["n=1 for (1, 2)"]


def test_each_difference_is_named():
    assert unlike(lambda a, b=2, *, c="x": None) == ["b=2 for 1"]
    assert unlike(lambda a, *, c="x": None) == ["no b"]
    assert unlike(lambda b=1, a=0, *, c="x": None) == [
        "a=0 for required",
        "another order: b, a",
    ]
    assert unlike(lambda a, z=0, b=1, *, c="x": None) == ["z stands before b"]
    assert unlike(Base) == ["a class here, a function in Keras"]


def test_arguments_of_bases_count():
    assert unlike(Child, Child) == []

    class Wide(Base):
        def __init__(self, size, name=None):
            super().__init__(name)

    assert unlike(Child, Wide) == []


def test_the_page_counts_names_and_says_why():
    theirs = {
        "": {"Base": surface.described(Base)},
        "export": {"Archive": surface.described(Base)},
        "f": {"function": surface.described(function)},
    }
    ours = {
        "": {"Base": surface.described(Base)},
        "export": {},
        "f": {"function": surface.described(lambda a, *, c="x": None)},
    }
    text = page("3.0", theirs, ours)
    assert "**2 of 3 names are here, 1 of them with other arguments.**" in text
    assert "| `keras` | 1/1 |  |" in text
    assert "| `keras.export` | 0/1 | files of other frameworks: `Archive` |" in text
    assert "| `keras.f` | 1/1 | `function`: no b |" in text


def test_our_own_surface_can_be_read():
    wanted = {"": ["Layer"], "losses": ["Huber", "NoSuchLoss"], "nowhere": ["x"]}
    found = surface.read("kerasish", wanted)
    assert "nowhere" in found and found["nowhere"] == {}
    assert list(found["losses"]) == ["Huber"]
    assert found["losses"]["Huber"]["parameters"][0][0] == "delta"
    assert "add_weight" in found[""]["Layer"]["members"]


def test_objects_are_serialized_by_the_name_of_their_kind():
    made = kerasish.losses.serialize(loss=kerasish.losses.Huber())
    assert made["class_name"] == "Huber"
    schedule = kerasish.optimizers.schedules.CosineDecay(0.1, 10)
    assert kerasish.optimizers.schedules.serialize(learning_rate_schedule=schedule)

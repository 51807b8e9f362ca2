"""Code of kernels: made once, kept kernel by kernel, the same whoever compiles it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

pytest.importorskip("llvmlite")

from graph.engines.native import library
from graph.engines.native.codegen import KERNEL, new_function, new_module
from graph.engines.native.compiling import compile_objects, compile_text
from graph.engines.native.library import kernel_addresses
from graph.engines.native.target import current_target


@dataclass(frozen=True)
class Add:
    """Adds a number to an int64."""

    number: int

    @property
    def key(self):
        return self

    def emit(self, b, frame, index, count):
        pointer = frame.pointer(0)
        b.write(
            b.add(b.read(pointer, 0, "int64"), b.int(self.number)), pointer, 0, "int64"
        )

    def parts(self, numbers):
        return 1


@pytest.fixture
def new_process(tmp_path, monkeypatch):
    """Forgets what is known, as a new process would; the folder of code stays."""
    monkeypatch.setenv("KERASISH_CACHE", str(tmp_path))

    def forget():
        monkeypatch.setattr(library, "_ADDRESSES", {})

    forget()
    return forget


def origins(*numbers) -> dict[str, int]:
    counts = Counter()
    addresses = kernel_addresses([(Add(n), 1) for n in numbers], counts)
    assert len(set(addresses)) == len(set(numbers))
    return {where: n for where, n in counts.items() if n}


def test_equal_kernels_share_code_and_others_are_added(new_process):
    assert origins(1, 2, 1) == {"made": 2}
    assert origins(1, 2) == {"known": 2}
    assert origins(2, 3) == {"known": 1, "made": 1}


def test_the_next_process_makes_only_what_is_new(new_process):
    origins(1, 2)
    new_process()
    assert origins(1, 2, 3) == {"loaded": 2, "made": 1}
    new_process()
    assert origins(3, 4) == {"loaded": 1, "made": 1}


def test_a_damaged_kernel_is_made_anew(new_process, tmp_path):
    origins(1, 2, 3)
    damaged = sorted(tmp_path.glob("*.code"))[0]
    damaged.write_bytes(damaged.read_bytes()[:-9])
    new_process()
    assert origins(1, 2, 3) == {"loaded": 2, "made": 1}


def test_code_does_not_depend_on_who_compiles_it():
    target = current_target()
    texts = [library._text(Add(n), 1, f"add_{n}", target) for n in range(20)]
    alone = compile_objects(texts, target, threads=1)
    assert compile_objects(iter(texts), target, threads=4) == alone
    assert alone[3] == compile_text(texts[3], target)
    assert len(set(alone)) == len(texts)


def test_text_that_is_no_module_is_an_error():
    with pytest.raises(RuntimeError, match="expected"):
        compile_objects(["define nonsense"], current_target(), threads=2)


def test_the_compiler_s_options_are_put_back():
    target = current_target()
    module = new_module("sums", target)
    function, b = new_function(module, "sums", KERNEL, target)
    args, index, count = function.args

    def add(i):
        where = b.times(i, 24)
        b.write(b.plus(b.read(args, where, "int64"), i), args, where, "int64")

    b.loop(index, count, 1, add)
    b.ret_void()
    text = str(module)
    before = compile_text(text, target)
    assert compile_objects([text], target) != [before]
    assert compile_text(text, target) == before

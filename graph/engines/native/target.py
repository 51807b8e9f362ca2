"""The processor that code is made for: its vectors and its registers."""

from __future__ import annotations

import functools
import os
from typing import Any, NamedTuple

import llvmlite.binding as llvm

#: bytes of a vector and number of vector registers, by the first feature that is there
_X86_VECTORS = (("avx512f", 64, 32), ("avx2", 32, 16), ("sse2", 16, 16))
#: what the levels of x86-64 contain, where LLVM is given a name and no features
_X86_LEVELS = {
    "x86-64": ("sse2",),
    "x86-64-v2": ("sse2",),
    "x86-64-v3": ("sse2", "avx2", "fma"),
    "x86-64-v4": ("sse2", "avx2", "fma", "avx512f"),
}


class Target(NamedTuple):
    """A processor as LLVM names it, and what the generators need to know of it."""

    triple: str
    cpu: str
    features: str
    vector_bytes: int
    registers: int
    has_fma: bool
    has_bf16: bool = False

    @property
    def lanes(self) -> int:
        """How many float32 one vector register holds."""
        return self.vector_bytes // 4

    @property
    def is_x86(self) -> bool:
        return self.triple.startswith(("x86_64", "i686"))

    def machine(self) -> Any:
        """LLVM's target machine, which makes the code."""
        target = llvm.Target.from_triple(self.triple)
        return target.create_target_machine(
            cpu=self.cpu, features=self.features, opt=2, jit=True
        )


@functools.cache
def start_llvm() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def current_target() -> Target:
    """The processor of this machine, or the one that KERASISH_CPU names.

    ``KERASISH_CPU=x86-64-v3`` and the other levels of x86-64 restrict what is used.
    """
    return _target(os.environ.get("KERASISH_CPU", ""))


@functools.cache
def _target(name: str) -> Target:
    start_llvm()
    triple = llvm.get_process_triple()
    if name:
        have = set(_X86_LEVELS.get(name, ("neon",)))
        features = ""
    else:
        name = llvm.get_host_cpu_name()
        known = llvm.get_host_cpu_features()
        have = {feature for feature, there in known.items() if there}
        features = known.flatten()
    is_x86 = triple.startswith(("x86_64", "i686"))
    if is_x86:
        vectors = next((v for v in _X86_VECTORS if v[0] in have), ("", 16, 8))
        has_fma = "fma" in have
    else:
        vectors, has_fma = ("", 16, 32), True
    return Target(triple, name, features, *vectors[1:], has_fma, "avx512bf16" in have)

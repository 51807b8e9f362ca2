"""LLVM IR with structured control flow, typed memory and vectors.

Pointers are opaque; every load and store names its element type. Loop bodies are Python
functions that are called once, while the loop is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir

from graph.engines.native.constants import (
    constant,
    int_constant,
    int_vector,
    vector_type,
)
from graph.engines.native.memory_types import (
    F32,
    F64,
    I1,
    I8,
    I16,
    I32,
    I64,
    POINTER,
    VOID,
    memory_type,
    register_type,
)
from graph.engines.native.target import Target
from graph.ir.dtypes import is_bfloat16

if TYPE_CHECKING:
    from graph.engines.native.hints import Value
    from graph.engines.native.runtime.entries import Field
    from graph.ir.hints import DTypeLike


class Builder(ir.IRBuilder):
    """Writes one function for a target."""

    def __init__(self, block: ir.Block, target: Target) -> None:
        super().__init__(block)
        self.target = target

    # ---- numbers

    def int(self, value: Field | Value, bits: int = 64) -> ir.Value:
        """A 64-bit integer, unless it is a value already."""
        if isinstance(value, ir.Value):
            return value
        return int_constant(I64 if bits == 64 else ir.IntType(bits), int(value))

    def number(
        self,
        value: float | np.ndarray,
        dtype: DTypeLike = "float32",
        lanes: int | None = None,
    ) -> ir.Value:
        """A constant of a dtype, in every lane of a vector where lanes are given."""
        dtype = np.dtype(dtype)
        kind = register_type(dtype)
        value = float(value) if kind in (F32, F64) else int(value)
        if kind == F32:
            value = float(np.float32(value))
        return constant(kind, value, lanes)

    def like(self, value: ir.Value, number: int) -> ir.Value:
        """A constant of the type of a value: a scalar or a vector."""
        kind, lanes = value.type, None
        if isinstance(kind, ir.VectorType):
            kind, lanes = kind.element, kind.count
        return constant(kind, _cut(kind, number), lanes)

    def iota(self, lanes: int, bits: int = 64) -> ir.Value:
        """0, 1, 2, ... in the lanes of a vector."""
        return int_vector(ir.IntType(bits), tuple(range(lanes)))

    def times(self, a: Value, b: Value) -> ir.Value:
        """a * b of 64-bit integers; multiplies by plain numbers are folded."""
        if isinstance(a, int) and isinstance(b, int):
            return self.int(a * b)
        for one, other in ((a, b), (b, a)):
            if isinstance(one, int) and one in (0, 1):
                return self.int(other) if one else self.int(0)
        return self.mul(self.int(a), self.int(b), flags=("nsw",))

    def plus(self, a: Value, b: Value) -> ir.Value:
        if isinstance(a, int) and isinstance(b, int):
            return self.int(a + b)
        if isinstance(a, int) and a == 0:
            return b
        if isinstance(b, int) and b == 0:
            return a
        return self.add(self.int(a), self.int(b), flags=("nsw",))

    def least(self, a: Value, b: Value) -> ir.Value:
        """min of 64-bit integers."""
        if isinstance(a, int) and isinstance(b, int):
            return self.int(min(a, b))
        a, b = self.int(a), self.int(b)
        return self.select(self.icmp_signed("<", a, b), a, b)

    def most(self, a: Value, b: Value) -> ir.Value:
        """max of 64-bit integers."""
        if isinstance(a, int) and isinstance(b, int):
            return self.int(max(a, b))
        a, b = self.int(a), self.int(b)
        return self.select(self.icmp_signed(">", a, b), a, b)

    # ---- vectors

    def splat(self, scalar: ir.Value, lanes: int) -> ir.Value:
        """A vector with the scalar in every lane."""
        if isinstance(scalar, ir.Constant):
            return constant(scalar.type, scalar.constant, lanes)
        kind = vector_type(scalar.type, lanes)
        empty = ir.Constant(kind, ir.Undefined)
        first = self.insert_element(empty, scalar, int_constant(I32, 0))
        return self.shuffle_vector(first, empty, int_vector(I32, (0,) * lanes))

    def lane(self, vector: ir.Value, index: int) -> ir.Value:
        return self.extract_element(vector, int_constant(I32, index))

    def shuffle(self, a: ir.Value, b: ir.Value, lanes: Sequence[int]) -> ir.Value:
        """Lanes of a, then of b, in a chosen order."""
        return self.shuffle_vector(a, b, int_vector(I32, tuple(lanes)))

    def fold_lanes(self, vector: ir.Value, join: Callable[..., Any]) -> ir.Value:
        """One number from all lanes, by halves: the same order in every run."""
        count = vector.type.count
        while count > 1:
            count //= 2
            low = self.shuffle(vector, vector, range(count))
            high = self.shuffle(vector, vector, range(count, 2 * count))
            vector = join(low, high)
        return self.lane(vector, 0)

    def mask(self, count: ir.Value, lanes: int) -> ir.Value:
        """A vector of bits: true in the first ``count`` (a 32-bit integer) lanes."""
        return self.icmp_signed("<", self.iota(lanes, 32), self.splat(count, lanes))

    # ---- memory

    def address(
        self, pointer: ir.Value, index: Value, dtype: DTypeLike = "float32"
    ) -> ir.Value:
        """The address of element ``index`` behind a pointer."""
        if isinstance(index, int) and index == 0:
            return pointer
        kind = memory_type(dtype)
        return self.gep(pointer, [self.int(index)], source_etype=kind)

    def byte_address(self, pointer: ir.Value, offset: Value) -> ir.Value:
        return self.address(pointer, offset, "int8")

    def read(
        self,
        pointer: Value,
        index: Value = 0,
        dtype: DTypeLike = "float32",
        lanes: int | None = None,
        mask: Value | None = None,
    ) -> Value:
        """Loads an element, or a vector of consecutive ones; booleans become bits.

        With a mask only the lanes that are true are read; the others are 0.
        """
        dtype = np.dtype(dtype)
        where, kind = self.address(pointer, index, dtype), memory_type(dtype)
        size = dtype.itemsize
        if lanes is None:
            value = self.load(where, align=size, typ=kind)
        elif mask is None:
            value = self.load(where, align=size, typ=vector_type(kind, lanes))
        else:
            vector = vector_type(kind, lanes)
            none = ir.Constant(vector, None)
            name = f"masked.load.{_suffix(vector)}.p0"
            align = int_constant(I32, size)
            value = self.intrinsic(name, [where, align, mask, none], vector)
        if is_bfloat16(dtype):
            return self._widened(value)
        return self.trunc(value, _with(value.type, I1)) if dtype.kind == "b" else value

    def _widened(self, bits: ir.Value) -> ir.Value:
        """bfloat16 in memory as float32: the upper half of their bits."""
        wide = self.zext(bits, _with(bits.type, I32))
        shifted = self.shl(wide, self.like(wide, 16))
        return self.bitcast(shifted, _with(bits.type, F32))

    def _upper_half(self, value: ir.Value) -> ir.Value:
        """float32 that are bfloat16 already, as those in memory."""
        bits = self.bitcast(value, _with(value.type, I32))
        return self.trunc(self.lshr(bits, self.like(bits, 16)), _with(bits.type, I16))

    def write(
        self,
        value: Value,
        pointer: Value,
        index: Value = 0,
        dtype: DTypeLike = "float32",
        mask: Value | None = None,
    ) -> None:
        """Stores an element, or a vector; with a mask only its true lanes."""
        dtype = np.dtype(dtype)
        where = self.address(pointer, index, dtype)
        if dtype.kind == "b":
            value = self.zext(value, _with(value.type, I8))
        elif is_bfloat16(dtype):
            value = self._upper_half(value)
        if mask is None:
            self.store(value, where, align=dtype.itemsize)
            return
        name = f"masked.store.{_suffix(value.type)}.p0"
        align = int_constant(I32, dtype.itemsize)
        self.intrinsic(name, [value, where, align, mask], VOID)

    def local(
        self, count: int, dtype: DTypeLike = "float32", align: int = 64
    ) -> ir.Value:
        """Memory of this call of the function: ``count`` elements on the stack."""
        with self.goto_entry_block():
            place = self.alloca(memory_type(dtype), count)
            place.align = align
            return self.cast_pointer(place, POINTER)

    def cast_pointer(self, value: Value, kind: ir.Type) -> ir.Value:
        """A pointer as one of another type, which llvmlite still tells apart."""
        cast = ir.instructions.CastInstr(self.block, "bitcast", value, kind)
        self._insert(cast)
        return cast

    def slot(self, args: ir.Value, index: int) -> ir.Value:
        """The 64-bit integer in a slot of a table."""
        where = self.gep(args, [self.int(index)], source_etype=I64)
        return self.load(where, align=8, typ=I64)

    def slot_pointer(self, args: ir.Value, index: int) -> ir.Value:
        where = self.gep(args, [self.int(index)], source_etype=I64)
        return self.load(where, align=8, typ=POINTER)

    # ---- calls

    def intrinsic(self, name: str, args: Sequence[Value], result: ir.Type) -> ir.Value:
        """Calls ``llvm.<name>``, declared when it is first used."""
        module, full = self.function.module, f"llvm.{name}"
        function = module.globals.get(full)
        if function is None:
            kinds = [a.type for a in args]
            function = ir.Function(module, ir.FunctionType(result, kinds), full)
        return self.call(function, args)

    def math(self, name: str, *args: Any) -> ir.Value:
        """Calls an intrinsic that is overloaded on the type of its first argument."""
        kind = args[0].type
        return self.intrinsic(f"{name}.{_suffix(kind)}", args, kind)

    def fma(self, a: Value, b: Value, c: Value) -> ir.Value:
        """a * b + c, rounded once where the target has such an instruction."""
        return self.math("fmuladd", a, b, c)

    # ---- control flow

    def loop(
        self,
        start: Value,
        stop: Value,
        step: int,
        body: Callable[..., Any],
        carry: Sequence[Value] = (),
    ) -> list[Value]:
        """``for i in range(start, stop, step): carry = body(i, *carry)``.

        Args:
            start, stop, step: 64-bit integers; the step is above 0.
            body: called once with the index and the carried values; returns the new
                ones, as a sequence, or None where there are none.
            carry: the first carried values.

        Returns:
            The last carried values, as a list.
        """
        before = self.block
        head = self.append_basic_block("loop")
        inside = self.append_basic_block("body")
        after = self.append_basic_block("done")
        self.branch(head)
        self.position_at_end(head)
        index = self.phi(I64)
        index.add_incoming(self.int(start), before)
        carried = []
        for value in carry:
            phi = self.phi(value.type)
            phi.add_incoming(value, before)
            carried.append(phi)
        self.cbranch(self.icmp_signed("<", index, self.int(stop)), inside, after)
        self.position_at_end(inside)
        results = body(index, *carried) or ()
        index.add_incoming(self.add(index, self.int(step)), self.block)
        for phi, result in zip(carried, results, strict=True):
            phi.add_incoming(result, self.block)
        self.branch(head)
        self.position_at_end(after)
        return carried

    def while_(self, condition: Callable[..., Any], body: Callable[..., Any]) -> None:
        """``while condition(): body()``; both are called once."""
        head = self.append_basic_block("while")
        inside = self.append_basic_block("turn")
        after = self.append_basic_block("end")
        self.branch(head)
        self.position_at_end(head)
        self.cbranch(condition(), inside, after)
        self.position_at_end(inside)
        body()
        self.branch(head)
        self.position_at_end(after)

    def repeat(
        self,
        condition: Callable[..., Any],
        body: Callable[..., Any],
        carry: Sequence[Value],
    ) -> list[Value]:
        """``while condition(*carry): carry = body(*carry)``; the last values."""
        before = self.block
        head = self.append_basic_block("repeat")
        inside = self.append_basic_block("turn")
        after = self.append_basic_block("end")
        self.branch(head)
        self.position_at_end(head)
        carried = [self.phi(value.type) for value in carry]
        for phi, value in zip(carried, carry, strict=True):
            phi.add_incoming(value, before)
        self.cbranch(condition(*carried), inside, after)
        self.position_at_end(inside)
        for phi, value in zip(carried, body(*carried), strict=True):
            phi.add_incoming(value, self.block)
        self.branch(head)
        self.position_at_end(after)
        return carried

    def choose(
        self, condition: Value, yes: Callable[..., Any], no: Callable[..., Any]
    ) -> list[ir.Value]:
        """The values that one of two functions returns, by a bit."""
        with self.if_else(condition) as (then, otherwise):
            with then:
                first, from_first = list(yes() or ()), self.block
            with otherwise:
                second, from_second = list(no() or ()), self.block
        joined = []
        for a, b in zip(first, second, strict=True):
            phi = self.phi(a.type)
            phi.add_incoming(a, from_first)
            phi.add_incoming(b, from_second)
            joined.append(phi)
        return joined

    def share(
        self, total: Value, index: Value, count: Value
    ) -> tuple[ir.Value, ir.Value]:
        """The part [low, high) of range(total) for chunk ``index`` of ``count``."""
        total, one = self.int(total), self.int(1)
        low = self.sdiv(self.mul(total, index), count)
        return low, self.sdiv(self.mul(total, self.add(index, one)), count)


def _cut(kind: ir.Type, number: int) -> float:
    return float(np.float32(number)) if kind == F32 else number


def _with(kind: ir.Type, element: ir.Type) -> ir.Type:
    """The type with another element, a vector or not."""
    if isinstance(kind, ir.VectorType):
        return vector_type(element, kind.count)
    return element


def _suffix(kind: ir.Type) -> str:
    """How LLVM writes a type in the names of intrinsics."""
    if isinstance(kind, ir.VectorType):
        return f"v{kind.count}{_suffix(kind.element)}"
    if kind in (F32, F64):
        return "f32" if kind == F32 else "f64"
    return f"i{kind.width}"

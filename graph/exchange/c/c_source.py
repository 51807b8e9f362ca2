"""A program as one file of C99: constants, memory, a function, a test of itself."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.engines.native.views import View, whole
from graph.engines.numpy.engine import NumpyEngine
from graph.exchange.c import ops
from graph.exchange.c.expand_attention import expand_attention
from graph.exchange.c.nodes import write_nodes
from graph.exchange.c.numbers import array, c_type
from graph.exchange.c.writer import CWriter
from graph.ir.dispatch import as_symbolic
from graph.ir.errors import ArgumentError, describe
from graph.ir.program import Program
from graph.ir.tensor import SymbolicTensor
from graph.passes.pipeline import run_passes

for _module in pkgutil.iter_modules(ops.__path__):  # they fill the table
    importlib.import_module(f"{ops.__name__}.{_module.name}")

#: names of indices, memory and constants, and of C itself
_TAKEN = re.compile(r"[a-z]\d*|best|\w+_t|int|float|double|const|static|void|for|if")

_TEST = """
#ifdef SELF_TEST
#include <stdio.h>

{vectors}
int main(void)
{{
    double worst = 0, size = 1e-30;
{outputs}
    {name}({arguments});
{checks}
    printf("largest difference %g, of %g\\n", worst, size);
    return !(worst <= {tolerance:g} * size + {tolerance:g});
}}
#endif
"""
_CHECK = """    for (int i = 0; i < {size}; ++i) {{
        const double d = fabs((double)got_{name}[i] - (double)want_{name}[i]);
        if (!(d <= worst)) worst = d;
        if (fabs((double)want_{name}[i]) > size) size = fabs((double)want_{name}[i]);
    }}"""


def c_source(
    inputs: Sequence[SymbolicTensor],
    outputs: Sequence[SymbolicTensor],
    input_names: Sequence[str],
    output_names: Sequence[str],
    name: str = "graph_run",
    examples: Sequence[np.ndarray] | None = None,
    tolerance: float = 1e-4,
) -> str:
    """See `graph.to_c`."""
    program = run_passes(Program(inputs, list(map(as_symbolic, outputs))))
    program = run_passes(expand_attention(program))
    _require_sizes(program)
    labels = _identifiers([*input_names, *output_names])
    ins, outs = labels[: len(inputs)], labels[len(inputs) :]
    writer = CWriter()
    for tensor, label in zip(program.inputs, ins):
        view = whole((label, 0), tensor.dtype, tensor.spec.shape)
        writer.set_view(tensor.node, view, tensor.index)
    write_nodes(writer, program.nodes(), program.outputs)
    for tensor, label in zip(program.outputs, outs):
        writer.copy(writer.view(tensor), _whole(label, tensor))
    head = _declaration(program, name, ins, outs)
    parts = [_comment(program, name, head), _preamble(writer)]
    parts += [array(n, a) for n, a in writer.constants.items()]
    parts.append(_body(writer, head))
    if examples is not None:
        parts.append(_self_test(program, name, ins, outs, examples, tolerance))
    return "\n".join(parts)


def _whole(label: str, tensor: Any) -> View:
    return whole((label, 0), tensor.dtype, tensor.spec.shape)


def _require_sizes(program: Program) -> None:
    for tensor in program.inputs:
        if not tensor.spec.is_static:
            raise ArgumentError(
                describe(
                    "C is written for known sizes",
                    {tensor.name: tensor.spec},
                    "make the placeholder with numbers",
                )
            )


def _identifiers(names: Sequence[str]) -> list[str]:
    """Names that C takes, all different."""
    found: list[str] = []
    for name in names:
        label = re.sub(r"\W", "_", name)
        label = f"_{label}" if label[:1].isdigit() else label
        while label in found or _TAKEN.fullmatch(label):
            label += "_"
        found.append(label)
    return found


def _declaration(program: Program, name: str, ins: Any, outs: Any) -> str:
    arguments = [
        f"const {c_type(t.dtype)} *{n}" for t, n in zip(program.inputs, ins)
    ] + [f"{c_type(t.dtype)} *{n}" for t, n in zip(program.outputs, outs)]
    return f"void {name}({', '.join(arguments)})"


def _comment(program: Program, name: str, head: str) -> str:
    shapes = [f" *   {t.spec}" for t in (*program.inputs, *program.outputs)]
    return "\n".join(
        [
            "/* Written by kerasish. C99; no library but the mathematics (-lm).",
            f" * {head};",
            *shapes,
            " * in C order. Memory is static: one call at a time.",
            " * A test of itself: cc -O2 -DSELF_TEST this_file.c -lm && ./a.out",
            " */",
        ]
    )


def _preamble(writer: CWriter) -> str:
    lines = ["#include <math.h>", "#include <stdint.h>", ""]
    lines += writer.helpers.values()
    return "\n".join([*lines, ""])


def _body(writer: CWriter, head: str) -> str:
    names, storage = writer.buffers.storage()
    text = "\n".join(writer.lines)
    text = re.sub(r"\bv\d+\b", lambda match: names[match.group()], text)
    memory = [f"static {kind} {name}[{size}];" for name, kind, size in storage]
    return "\n".join([*memory, "", head, "{", text, "}", ""])


def _self_test(
    program: Any, name: Any, ins: Any, outs: Any, examples: Any, tolerance: Any
) -> str:
    """What the file checks when it is compiled with SELF_TEST."""
    arrays = [
        np.asarray(a, t.dtype) for a, t in zip(examples, program.inputs, strict=True)
    ]
    results = NumpyEngine().compile(program)(arrays)
    vectors = [array(f"given_{n}", a) for n, a in zip(ins, arrays)]
    vectors += [array(f"want_{n}", a) for n, a in zip(outs, results)]
    made = [
        f"    static {c_type(a.dtype)} got_{n}[{max(a.size, 1)}];"
        for n, a in zip(outs, results)
    ]
    arguments = [f"given_{n}" for n in ins] + [f"got_{n}" for n in outs]
    checks = [_CHECK.format(size=a.size, name=n) for n, a in zip(outs, results)]
    return _TEST.format(
        vectors="\n".join(vectors),
        outputs="\n".join(made),
        name=name,
        arguments=", ".join(arguments),
        checks="\n".join(checks),
        tolerance=tolerance,
    )

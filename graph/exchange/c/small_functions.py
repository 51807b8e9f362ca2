"""Small functions of C that files have where they call them."""

from __future__ import annotations

#: bodies; {T} is the type, {f} the suffix of its mathematical functions
_BODIES = {
    "maximum": "({T} a, {T} b) {{ return a > b || a != a ? a : b; }}",
    "minimum": "({T} a, {T} b) {{ return a < b || a != a ? a : b; }}",
    "absolute": "({T} a) {{ return a < 0 ? -a : a; }}",
    "sign": "({T} a) {{ return a != a ? a : ({T})((a > 0) - (a < 0)); }}",
    "sigmoid": "({T} a) {{ return 1 / (1 + exp{f}(-a)); }}",
    "rsqrt": "({T} a) {{ return 1 / sqrt{f}(a); }}",
    "logaddexp": "({T} a, {T} b) {{ return a == b ? a + ({T})0.69314718055994531 : "
    "(a > b ? a : b) + log1p{f}(exp{f}(a > b ? b - a : a - b)); }}",
    "float_mod": "({T} a, {T} b) {{ {T} r = fmod{f}(a, b); "
    "return r != 0 && (r < 0) != (b < 0) ? r + b : r; }}",
    "int_mod": "({T} a, {T} b) {{ if (b == 0) return 0; {T} r = a % b; "
    "return r != 0 && (r < 0) != (b < 0) ? r + b : r; }}",
    "int_divide": "({T} a, {T} b) {{ if (b == 0) return 0; {T} q = a / b; "
    "return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q; }}",
    "int_power": "({T} a, {T} b) {{ {T} y = 1; for (; b > 0; --b) y *= a; return y; }}",
    "place": "({T} i, int64_t n) {{ int64_t p = i < 0 ? (int64_t)i + n : (int64_t)i; "
    "return p < 0 ? 0 : p >= n ? n - 1 : p; }}",
}
#: what is returned where that is not {T}
_RESULTS = {"place": "int64_t"}


def helper_text(name: str, kind: str, label: str) -> str:
    """The definition of a helper for a type."""
    body = _BODIES[name].format(T=kind, f="f" if kind == "float" else "")
    return f"static inline {_RESULTS.get(name, kind)} {label}{body}"

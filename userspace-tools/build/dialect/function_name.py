# SPDX-License-Identifier: GPL-2.0
"""
__FUNCTION__ is a string literal to Microsoft's compiler, so that
"in " __FUNCTION__ is one string; to gcc it is a variable. It becomes a macro here,
which is defined anew before the body of each function.
"""

from .structure import functions
from .unit import Unit

WORDS = {"__FUNCTION__", "__FUNCTIONW__", "__FUNCDNAME__", "__FUNCSIG__", "L__FUNCTION__"}


def used(units: list[Unit]) -> bool:
    """Whether any of the files uses one of the words, in a macro or outside."""
    return any(t.is_word(*WORDS) for unit in units for t in unit.tokens)


def define(unit: Unit) -> None:
    """Defines the words before each function's body."""
    for function in functions(unit):
        brace = function.code[function.body]
        lines = ["\n"]
        for word in sorted(WORDS):
            prefix = "L" if word in ("__FUNCTIONW__", "L__FUNCTION__") else ""
            lines.append(f"#undef {word}\n#define {word} {prefix}\"{function.name.old}\"\n")
        lines.append(f"#line {brace.line} \"{unit.shown_path()}\"\n")
        brace.text = "".join(lines) + brace.text

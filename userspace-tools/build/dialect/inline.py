# SPDX-License-Identifier: GPL-2.0
"""
Inline functions. Microsoft's are as in C++: an inline function may stand in a
header, needs no external definition, and the linker merges what copies it left.
C's own rules want an extern definition somewhere, or make one per source. So an
inline function becomes static, with "extern" before it taken away; a function
that also has a plain prototype (others call it) becomes an ordinary one.
"""

from .lexer import IDENT
from .unit import Stream, Unit

WORDS = {"inline", "__inline", "_inline", "__inline__", "__forceinline",
         "_forceinline", "FORCEINLINE", "CFORCEINLINE"}

_STORAGE = {"static", "extern", "const", "__attribute__", "__declspec"}


def macros_meaning_inline(units: list[Unit]) -> dict[str, bool]:
    """The driver's own macros for "inline", and whether they say static."""
    found: dict[str, bool] = {}
    for unit in units:
        for directive, parameters, body in unit.macros():
            words = {t.old for t in body}
            if parameters is None and words & WORDS and words <= WORDS | _STORAGE:
                found[directive.words()[0].old] = "static" in words
    return found


def _specifiers(code: Stream, index: int) -> tuple[int, int]:
    """The declaration specifiers around @index: first and last token."""
    first = index
    while first > 0:
        before = code.at(first - 1)
        if before == ")" and code.partner(first - 1) > 0:
            first = code.partner(first - 1)
        elif code.kind(first - 1) == IDENT or before == "*":
            first -= 1
        else:
            break
    last = index
    while code.kind(last + 1) == IDENT or code.at(last + 1) == "*":
        last += 1
    return first, last


def functions(unit: Unit, aliases: dict[str, bool], shared: set[str]) -> None:
    """Makes the inline functions of a file static, but for those in @shared."""
    code = unit.code()
    for i, token in enumerate(code):
        if token.kind != IDENT:
            continue
        if token.old not in WORDS and token.old not in aliases:
            continue
        first, last = _specifiers(code, i)
        before = [t for t in code[first:last + 1] if t is not token]
        if code.at(last) in shared and code.at(last + 1) == "(":
            # Other sources may call it: one definition, weak if in a header.
            header = not unit.path.lower().endswith((".c", ".cpp"))
            token.text = "__attribute__((__weak__))" if header else ""
            continue
        if any(t.old in WORDS or t.old in aliases for t in code[first:i]):
            if token.old in WORDS:
                token.text = ""
            continue
        static = aliases.get(token.old, False) or any(t.old == "static" for t in before)
        for other in before:
            if other.old == "extern":
                other.text = ""
        text = token.old if token.old in aliases else "__inline__"
        token.text = text if static else "static " + text
        if aliases.get(token.old):
            for other in before:
                if other.old == "static":
                    other.text = ""

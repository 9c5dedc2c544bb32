# SPDX-License-Identifier: GPL-2.0
"""The functions of a file: where each definition and declaration stands."""

from dataclasses import dataclass

from .lexer import IDENT, NEWLINE, PUNCT, SPACE, Token
from .unit import ELSE, IF, Stream, Unit

# Words that look like a call but are no function's name.
_NO_NAME = {"__attribute__", "__declspec", "_declspec", "__asm__", "__asm", "if", "while",
            "for", "switch", "return", "sizeof", "_Static_assert", "__pragma", "_Pragma"}


@dataclass
class Function:
    """A definition: the tokens from its first specifier to its last brace."""
    name: Token
    first: int
    name_at: int
    params: int             # "(" of the parameter list
    params_end: int
    body: int               # "{"
    end: int                # "}"
    code: Stream


def _top_level(unit: Unit) -> tuple[Stream, list[int]]:
    """The code, and the depth in braces before each token.

    #if and #else may each open a brace that is closed once: at every #else the
    depth is again what it was at the #if.
    """
    code: list[Token] = []
    depths: list[int] = []
    depth = 0
    saved: list[int] = []
    seen = None
    for token in unit.tokens:
        if token.directive:
            if token.directive is not seen:
                seen = token.directive
                if seen.name in IF:
                    saved.append(depth)
                elif seen.name in ELSE and saved:
                    depth = saved[-1]
                elif seen.name == "endif" and saved:
                    saved.pop()
            continue
        if not token.active or token.kind in (SPACE, NEWLINE):
            continue
        if token.kind == PUNCT and token.old == "}" and depth:
            depth -= 1
        code.append(token)
        depths.append(depth)
        if token.kind == PUNCT and token.old == "{":
            depth += 1
    return Stream(code), depths


def functions(unit: Unit) -> list[Function]:
    """The function definitions of a file."""
    code, depths = _top_level(unit)
    found: list[Function] = []
    start = 0
    for i, token in enumerate(code):
        if depths[i] or token.kind != PUNCT:
            continue
        if token.old in (";", "}"):
            start = i + 1
        elif token.old == "{":
            # Conditionals in the body may confuse brackets, but not the depth.
            end = next((j for j in range(i + 1, len(code))
                        if not depths[j] and code.at(j) == "}"), len(code) - 1)
            function = _definition(code, start, i, end)
            if function:
                found.append(function)
    return found


def _definition(code: Stream, start: int, body: int, end: int) -> Function | None:
    """The function whose body opens at @body, if it is one."""
    if code.at(body - 1) != ")":
        return None
    params = -1
    i = start
    while i < body:
        if code.at(i) == "=":
            return None
        if code.at(i) == "(" and code.partner(i) > i:
            if code.kind(i - 1) == IDENT and i - 1 >= start and \
                    code.at(i - 1) not in _NO_NAME:
                params = i
            i = code.partner(i)
        i += 1
    if params < 0 or code.partner(params) != body - 1:
        return None
    return Function(code[params - 1], start, params - 1, params, body - 1, body, end, code)


def declared_static(unit: Unit, name: str) -> bool:
    """Whether a declaration of @name in this file says static."""
    code = unit.code()
    for i, token in enumerate(code):
        if not token.is_word(name):
            continue
        first = i
        while first > 0 and code.at(first - 1) not in (";", "{", "}", ")"):
            first -= 1
        if any(t.old == "static" for t in code[first:i]):
            return True
    return False

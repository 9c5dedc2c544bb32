# SPDX-License-Identifier: GPL-2.0
"""
Casts used as lvalues, an extension of Microsoft's compiler:

	(PUCHAR)p += 4;		((PULONG)p)++;		*((PULONG)p)++ = 0;

In C a cast is a value. What is meant is the same memory with another type, so
the lvalue becomes (*(PUCHAR *)&(p)). No type needs to be known for that: a name
in parentheses before an operand that is assigned to can't be anything else.
"""

from .lexer import IDENT, NUMBER, PUNCT, STRING
from .unit import Stream, Unit

_ASSIGN = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
_STEP = {"++", "--"}

# What may stand before an expression, so that a "(" behind it begins one that
# is not part of a longer operand.
_BEFORE = {";", "{", "}", "(", "[", ",", ":", "?", "&&", "||"} | _ASSIGN
_BEFORE_WORD = {"return", "else", "do", "__try", "__finally", "__leave", "try", "finally"}
_CONTROL = {"if", "while", "for", "switch", "__except", "except"}

_TYPE_WORDS = {"struct", "union", "enum", "const", "volatile", "unsigned", "signed"}
_NO_TYPE = {"sizeof", "return", "if", "while", "for", "switch", "case", "goto", "void", "VOID"}


def _is_type(code: Stream, first: int, last: int) -> bool:
    """Whether the tokens can be the type of a cast: names, then stars."""
    words = [code.at(i) for i in range(first, last + 1)]
    names = 0
    while names < len(words) and code.kind(first + names) == IDENT:
        names += 1
    stars = words[names:]
    if not names or any(s not in ("*", "const", "volatile") for s in stars):
        return False
    if any(w in _NO_TYPE for w in words) and not stars:
        return False
    # Several names: only with a keyword, or __int64 and SAL-like markers.
    return names == 1 or any(w in _TYPE_WORDS or w.startswith("__") or w == "long"
                             for w in words[:names])


def _operand_end(code: Stream, index: int) -> int:
    """The last token of the unary expression that begins at @index, or -1."""
    while code.at(index) in ("*", "&") or code.at(index) in _STEP:
        index += 1
    if code.at(index) == "(":
        inner = code.partner(index)
        if inner < 0:
            return -1
        # Another cast: its operand goes on behind it.
        if _is_type(code, index + 1, inner - 1) and _starts_operand(code, inner + 1):
            return _operand_end(code, inner + 1)
        index = inner
    elif code.kind(index) != IDENT:
        return -1
    while True:
        after = code.at(index + 1)
        if after in ("[", "(") and code.partner(index + 1) > 0:
            index = code.partner(index + 1)
        elif after in (".", "->") and code.kind(index + 2) == IDENT:
            index += 2
        else:
            return index


def _starts_operand(code: Stream, index: int) -> bool:
    """Whether an operand begins at @index, that can't go on a value before it."""
    return code.kind(index) in (IDENT, NUMBER, STRING) or code.at(index) in ("(", "*")


def _is_statement_start(code: Stream, index: int) -> bool:
    """Whether an expression can begin at @index."""
    before = code.at(index - 1)
    if index == 0 or before in _BEFORE or before in _BEFORE_WORD:
        return True
    if before == ")":
        opening = code.partner(index - 1)
        return opening > 0 and code.at(opening - 1) in _CONTROL
    return False


def _rewrite(code: Stream, opening: int, closing: int, end: int) -> None:
    """(T)operand, operand ending at @end, becomes (*(T *)&(operand))."""
    code[opening].text = "(*" + code[opening].text
    # Of several casts in a row the first one says what is stored.
    inner = closing + 1
    while code.at(inner) == "(" and code.partner(inner) < end and \
            _is_type(code, inner + 1, code.partner(inner) - 1):
        after = code.partner(inner) + 1
        if not _starts_operand(code, after):
            break
        code.blank(inner, after - 1)
        inner = after
    code[closing].text = " *)&("
    code[end].text += "))"


def _plain_lvalue(code: Stream, first: int, last: int) -> bool:
    """No call at the end: a value that nobody can assign to."""
    return code.at(last) != ")" or code.at(first) == "("


def _assigned(code: Stream, i: int, closing: int) -> None:
    """(T)x = ..., (T)x += ... with the cast opening at @i."""
    end = _operand_end(code, closing + 1)
    if end > 0 and code.at(end + 1) in _ASSIGN and _is_statement_start(code, i) and \
            _plain_lvalue(code, closing + 1, end):
        _rewrite(code, i, closing, end)


def _parenthesised(code: Stream, i: int, closing: int) -> None:
    """((T)x)++, ++((T)x), ((T)x) = ... with the cast opening at @i."""
    outer = i - 1
    end = _operand_end(code, closing + 1)
    if code.at(outer) != "(" or end < 0 or code.partner(outer) != end + 1:
        return
    before, after = code.at(outer - 1), code.at(end + 2)
    stepped = before in _STEP and code.at(end + 2) not in ("->", ".", "[") and \
        (outer < 2 or code.kind(outer - 2) not in (IDENT, NUMBER))
    posted = after in _STEP and (code.kind(outer - 1) != IDENT or
                                 code.at(outer - 1) in _BEFORE_WORD)
    assigned = after in _ASSIGN and _is_statement_start(code, outer)
    if stepped or posted or assigned:
        _rewrite(code, i, closing, end)


def _assigned_macros(units: list[Unit]) -> set[str]:
    """Names whose use, with arguments or without, is assigned to or stepped."""
    found = set()
    for unit in units:
        code = unit.code()
        for i, token in enumerate(code):
            if token.kind != IDENT or not _is_statement_start(code, i):
                continue
            end = code.partner(i + 1) if code.at(i + 1) == "(" else i
            if end >= 0 and code.at(end + 1) in _ASSIGN | _STEP:
                found.add(token.old)
    return found


def macros(units: list[Unit]) -> None:
    """#define CONTEXT(irp) ((struct context *)(irp)->X), where CONTEXT(irp) = y follows."""
    names = _assigned_macros(units)
    for unit in units:
        for directive, _, body in unit.macros():
            if directive.words()[0].old not in names:
                continue
            first, last = 0, len(body) - 1
            while body.at(first) == "(" and body.partner(first) == last:
                first, last = first + 1, last - 1
            closing = body.partner(first)
            if body.at(first) == "(" and closing > 0 and \
                    _is_type(body, first + 1, closing - 1) and \
                    _operand_end(body, closing + 1) == last and \
                    body[first].text == body[first].old:
                _rewrite(body, first, closing, last)


def casts(unit: Unit) -> None:
    """Rewrites the casts that are assigned to or stepped."""
    for code in unit.streams():
        for i, token in enumerate(code):
            if token.kind != PUNCT or token.old != "(":
                continue
            closing = code.partner(i)
            if closing < 0 or not _is_type(code, i + 1, closing - 1) or \
                    not _starts_operand(code, closing + 1):
                continue
            if code.at(i - 1) == "(" and code.partner(i - 1) > 0:
                _parenthesised(code, i, closing)
            if code[i].text == code[i].old:
                _assigned(code, i, closing)

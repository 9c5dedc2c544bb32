# SPDX-License-Identifier: GPL-2.0
"""
Functions whose declarations don't agree. Microsoft's compiler takes a callback
declared by its role type (DRIVER_DISPATCH Foo;) and defined with other pointer
types of its own; gcc calls the types conflicting. The definition gets another
name in C, and the old one as the name of its symbol:

	NTSTATUS Foo__typed(PDEVICE_OBJECT, PMY_IRP) __asm__("Foo");

Which functions need it is gcc's word, see conflicts.py.
"""

from .lexer import IDENT
from .structure import Function, declared_static, functions
from .unit import Stream, Unit


def _rename_definition(unit: Unit, function: Function, name_at: int) -> None:
    """Renames the function whose name, of perhaps several by #if, is at @name_at."""
    code = function.code
    name = code[name_at].old
    typed = name + "__typed"
    heading = [t for t in code[function.first:code.partner(name_at + 1) + 1]
               if not t.excludes(code[name_at])]
    code[name_at].text = typed
    if declared_static(unit, name):
        # A static function that is only declared would not do: so an alias.
        if not any(t.old == "static" for t in heading):
            heading[0].text = "static " + heading[0].text
        code[function.end].text += \
            f' static __typeof__({name}) {name} __attribute__((alias("{typed}")));'
        return
    prototype = " ".join(" ".join(t.text for t in heading).split())
    heading[0].text = f'{prototype} __asm__("{name}"); ' + heading[0].text


def _rename_declaration(code: Stream, index: int) -> None:
    """A prototype that differs from the one before: another name, same symbol."""
    name = code[index].old
    end = index + 1
    while end < len(code) and code.at(end) not in (";", ","):
        if code.at(end) == "(" and code.partner(end) > 0:
            end = code.partner(end)
        end += 1
    if end < len(code):
        code[index].text = f"{name}__line{code[index].line}"
        code[end].text = f' __asm__("{name}")' + code[end].text


def retype(unit: Unit, name: str, line: int) -> bool:
    """Reconciles what @line says of the function @name with what came before."""
    for function in functions(unit):
        for i in range(function.first, function.body):
            if function.code[i].is_word(name) and function.code[i].line == line and \
                    function.code.at(i + 1) == "(" and function.code.partner(i + 1) > 0:
                _rename_definition(unit, function, i)
                return True
    code = unit.code()
    for i, token in enumerate(code):
        if token.is_word(name) and token.line == line:
            _rename_declaration(code, i)
            return True
    return False


def drop_static(unit: Unit, name: str, line: int) -> bool:
    """Takes "static" from a definition after a plain declaration."""
    code = unit.code()
    for i, token in enumerate(code):
        if not token.is_word(name) or token.line != line:
            continue
        first = i
        while code.kind(first - 1) == IDENT or code.at(first - 1) == "*":
            first -= 1
            if code.at(first) == "static":
                code[first].text = ""
                return True
    return False

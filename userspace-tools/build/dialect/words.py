# SPDX-License-Identifier: GPL-2.0
"""
Words of Microsoft's compiler that no macro can stand for: __declspec with any
argument list, 32-bit pointers, assembler blocks. The plain ones (__int64,
__stdcall, ...) are macros in wdm/msvc.h.
"""

from .lexer import IDENT
from .unit import Stream, Unit

_DECLSPEC = {"__declspec", "_declspec"}
_ASM = {"__asm", "_asm"}

# What each argument of __declspec becomes; {} stands for its own argument.
_ATTRIBUTE = {
    "align": "__aligned__({})",
    "deprecated": "__deprecated__",
    "noinline": "__noinline__",
    "noreturn": "__noreturn__",
    "selectany": "__weak__",
    # Meaningless here: a module has one code section that is always resident,
    # and its symbols are its own.
    "allocate": "", "allocator": "", "code_seg": "", "dllexport": "",
    "dllimport": "", "guard": "", "hybrid_patchable": "", "no_init_all": "",
    "no_sanitize_address": "", "noalias": "", "nothrow": "", "novtable": "",
    "restrict": "", "safebuffers": "", "spectre": "", "strict_gs_check": "",
    "uuid": "",
}

_REFUSED = {
    "naked": "__declspec(naked) functions are assembler, which is not translated",
    "thread": "__declspec(thread) does not exist in drivers",
    "property": "__declspec(property) is C++",
}

_ASM_REFUSED = "__asm blocks are not translated (Microsoft's x64 compiler has none either)"

_STORAGE = {"typedef", "static", "extern", "const", "volatile"}


def _refusal(message: str) -> str:
    """An error for whoever compiles it: under an #ifdef of another processor's,
    what can't be translated does no harm."""
    return f'_Pragma("GCC error \\"{message}\\"")'


def _attributes(stream: Stream, first: int, last: int) -> tuple[list[str], str]:
    """The gcc attributes for the arguments at first..last, and a refusal."""
    refusal = ""
    found: list[str] = []
    i = first
    while i <= last:
        name = stream.at(i)
        argument = ""
        start = i
        if stream.at(i + 1) == "(" and stream.partner(i + 1) >= 0:
            end = stream.partner(i + 1)
            argument = "".join(t.text for t in stream[i + 2:end])
            i = end
        i += 1
        if name == ",":
            continue
        if name in _REFUSED:
            refusal = _refusal(_REFUSED[name])
            continue
        known = _ATTRIBUTE.get(name)
        if known:
            found.append(known.format(argument))
        elif known is None and stream.kind(start) == IDENT:
            # A macro, perhaps; gcc warns about an attribute it doesn't know.
            found.append(name + (f"({argument})" if argument else ""))
    return found, refusal


def _struct_behind(stream: Stream, index: int) -> int:
    """The struct keyword that a __declspec(align) before it is about, or -1.

    "__declspec(align(16)) struct S { ... };" aligns the type; gcc wants the
    attribute behind the keyword then.
    """
    while stream.at(index) in _STORAGE:
        index += 1
    if stream.at(index) not in ("struct", "union"):
        return -1
    body = index + 1
    if stream.kind(body) == IDENT:
        body += 1
    return index if stream.at(body) == "{" else -1


def declspecs(unit: Unit) -> None:
    """__declspec(...) becomes __attribute__((...))."""
    for stream in unit.streams():
        for i, token in enumerate(stream):
            if not token.is_word(*_DECLSPEC) or stream.at(i + 1) != "(":
                continue
            end = stream.partner(i + 1)
            if end < 0:
                continue
            # In a macro's body the argument may be a parameter.
            found, refusal = _attributes(stream, i + 2, end - 1)
            attributes = ", ".join(found)
            stream.blank(i, end)
            text = refusal + (f"__attribute__(({attributes}))" if attributes else "")
            struct = _struct_behind(stream, end + 1)
            if struct >= 0 and "__aligned__" in text:
                stream[struct].text += " " + text
            else:
                # Tokens that touched each other must not become one.
                token.text = text or " "


def assembler(unit: Unit) -> None:
    """Intel-syntax assembler can't be translated: an error where it is compiled."""
    for stream in unit.streams():
        for i, token in enumerate(stream):
            if not token.is_word(*_ASM) or \
                    stream.at(i + 1) in ("(", "volatile", "__volatile__", "goto"):
                continue
            last = stream.partner(i + 1) if stream.at(i + 1) == "{" else -1
            if last < 0:
                # One instruction, up to the end of its line or the next __asm.
                last = i
                while last + 1 < len(stream) and stream[last + 1].line == token.line and \
                        stream.at(last + 1) != "}" and \
                        not stream[last + 1].is_word(*_ASM):
                    last += 1
            stream.blank(i, last)
            token.text = _refusal(_ASM_REFUSED) + " ;"


def narrow_pointers(unit: Unit) -> None:
    """T * __ptr32 is four bytes wide; here it is an unsigned integer."""
    for stream in unit.streams():
        for i, token in enumerate(stream):
            if not token.is_word("__ptr32") or stream.at(i - 1) != "*":
                continue
            start = i - 1
            while stream.kind(start - 1) == IDENT and \
                    stream.at(start - 1) not in _STORAGE | {"return"}:
                start -= 1
            if start == i - 1:
                continue
            stream.blank(start, i)
            token.text = "unsigned int"



def flexible_arrays(unit: Unit) -> None:
    """An array of no size in a union, or alone in a struct, becomes [0]."""
    code = unit.code()
    for i, token in enumerate(code):
        if not token.is_word("union", "struct"):
            continue
        body = i + 1
        while code.kind(body) == IDENT:
            body += 1
            if code.at(body) == "(" and code.partner(body) >= 0:
                body = code.partner(body) + 1
        end = code.partner(body) if code.at(body) == "{" else -1
        if end < 0:
            continue
        members = sum(1 for t in code[body:end] if t.old == ";")
        j = body + 1
        while j < end:
            if code.at(j) == "{" and code.partner(j) > 0:
                j = code.partner(j)
            elif code.at(j) == "[" and code.at(j + 1) == "]" and \
                    (token.old == "union" or members == 1):
                code[j].text = "[0"
            j += 1

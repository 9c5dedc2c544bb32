# SPDX-License-Identifier: GPL-2.0
"""Preprocessor lines: pragmas, and macros with a variable argument list."""

from .lexer import NEWLINE, PUNCT, RAW, SPACE, Directive
from .unit import Unit

# The pragmas that mean the same to gcc; of the others none changes the meaning
# of a program that is compiled here.
_KEPT = {"once", "pack", "push_macro", "pop_macro", "message"}


def _drop(directive: Directive) -> None:
    """Takes the directive away, but for its line ends."""
    for token in directive.tokens:
        if token.kind == SPACE:
            token.text = "\n" * token.text.count("\n")
        elif token.kind != NEWLINE:
            token.text = ""


def pragmas(unit: Unit) -> None:
    """Drops the pragmas that are not gcc's, e.g. alloc_text, prefast, warning."""
    for directive in unit.directives:
        if directive.name != "pragma":
            continue
        words = [t.old for t in directive.words()]
        if not words or words[0] not in _KEPT or words[:3] == ["pack", "(", "show"]:
            _drop(directive)


def pragma_operator(unit: Unit) -> None:
    """__pragma(pack(...)) becomes _Pragma("pack(...)"), the others nothing."""
    for stream in unit.streams():
        for i, token in enumerate(stream):
            if not token.is_word("__pragma") or stream.at(i + 1) != "(":
                continue
            end = stream.partner(i + 1)
            if end < 0:
                continue
            text = " ".join(t.old for t in stream[i + 2:end])
            kept = stream.at(i + 2) in _KEPT
            stream.blank(i, end)
            quoted = text.replace("\\", "\\\\").replace('"', '\\"')
            token.text = f'_Pragma("{quoted}")' if kept else " "


def swallowed_commas(unit: Unit) -> None:
    """A comma before an empty __VA_ARGS__ goes; gcc wants to be asked for it."""
    for _, _, body in unit.macros():
        for i, token in enumerate(body):
            if token.is_word("__VA_ARGS__") and body.at(i - 1) == "," and \
                    body.kind(i - 1) == PUNCT:
                token.text = "## __VA_ARGS__"


def no_operation(unit: Unit) -> None:
    """A macro that is the bare __noop takes any arguments, and none of them."""
    for directive, parameters, body in unit.macros():
        if parameters is None and [t.old for t in body] == ["__noop"]:
            directive.words()[0].text += "(...)"
            body[0].text = "((void)0)"


def lone_quotes(unit: Unit) -> None:
    """An apostrophe in an #error or under #if 0 begins no character constant."""
    for token in unit.tokens:
        if token.kind == PUNCT and token.old in "'\"" and not token.active:
            token.text = " "
        elif token.kind == RAW and token.directive.name in ("error", "warning"):
            token.text = token.old.replace("'", "\u2019")

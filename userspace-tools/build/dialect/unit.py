# SPDX-License-Identifier: GPL-2.0
"""One file of a driver: its tokens, and the streams that rewriting works on."""

from collections.abc import Iterator

from . import lexer
from .lexer import IDENT, NEWLINE, PUNCT, SPACE, Directive, Token

_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSE = {")", "]", "}"}

IF = {"if", "ifdef", "ifndef"}
ELSE = {"else", "elif", "elifdef", "elifndef"}


class Stream(list[Token]):
    """Tokens that follow each other once space and other lines are left out."""

    def __init__(self, tokens: list[Token]):
        super().__init__(tokens)
        self._partners: dict[int, int] | None = None

    def partner(self, index: int) -> int:
        """The index of the bracket that belongs to the one at @index, or -1."""
        if self._partners is None:
            self._partners = self._match_brackets()
        return self._partners.get(index, -1)

    def _match_brackets(self) -> dict[int, int]:
        partners: dict[int, int] = {}
        stack: list[int] = []
        for i, token in enumerate(self):
            if token.kind != PUNCT:
                continue
            if token.old in _OPEN:
                stack.append(i)
            elif token.old in _CLOSE:
                # A conditional may open twice what is closed once: skip those.
                for depth in range(len(stack) - 1, -1, -1):
                    if _OPEN[self[stack[depth]].old] == token.old:
                        partners[i] = stack[depth]
                        partners[stack[depth]] = i
                        del stack[depth:]
                        break
        return partners

    def at(self, index: int) -> str:
        """The text read at @index, "" outside of the stream."""
        return self[index].old if 0 <= index < len(self) else ""

    def kind(self, index: int) -> int:
        """The kind of the token at @index, -1 outside of the stream."""
        return self[index].kind if 0 <= index < len(self) else -1

    def blank(self, first: int, last: int) -> None:
        """Removes the tokens first..last."""
        for token in self[first:last + 1]:
            token.text = ""


def _mark_conditionals(tokens: list[Token]) -> None:
    """Marks what no compiler reads (under #if 0, or for C++ alone), and the rest
    with the branches of conditionals that it is in."""
    # Per open conditional: is this branch read, and will the next one be.
    stack: list[tuple[bool, bool]] = []
    branches: list[tuple[int, int]] = []
    count = 0
    seen: Directive | None = None
    for token in tokens:
        directive = token.directive
        if directive and directive is not seen:
            seen = directive
            words = [w.old for w in directive.words()]
            if directive.name in IF:
                this, other = True, True
                if directive.name == "if" and words == ["0"]:
                    this = False
                elif directive.name == "if" and words == ["1"]:
                    other = False
                elif directive.name == "ifdef" and words[:1] == ["__cplusplus"] or \
                        words in (["defined", "__cplusplus"],
                                  ["defined", "(", "__cplusplus", ")"]):
                    this = False
                stack.append((this, other))
                count += 1
                branches.append((count, 0))
            elif directive.name in ELSE and stack:
                stack[-1] = (stack[-1][1], stack[-1][1])
                branches[-1] = (branches[-1][0], branches[-1][1] + 1)
            elif directive.name == "endif" and stack:
                stack.pop()
                branches.pop()
        token.branches = tuple(branches)
        token.active = all(this for this, _ in stack)


class Unit:
    """A source or header of the driver."""

    def __init__(self, path: str, text: str):
        self.path = path
        self.tokens = lexer.tokenize(text)
        _mark_conditionals(self.tokens)
        self.directives = lexer.directives(self.tokens)

    def shown_path(self) -> str:
        """The path as it stands in #line."""
        return self.path.replace("\\", "\\\\").replace('"', '\\"')

    def code(self) -> Stream:
        """What the compiler itself sees, macros not expanded."""
        return Stream([t for t in self.tokens if not t.directive and t.active and
                       t.kind not in (SPACE, NEWLINE)])

    def macros(self) -> Iterator[tuple[Directive, list[str] | None, Stream]]:
        """Each #define: its line, parameters (None: like an object), body."""
        for directive in self.directives:
            if directive.name == "define" and directive.words():
                yield directive, *macro_parts(directive)

    def streams(self) -> Iterator[Stream]:
        """All that may hold code: the code, macro bodies, conditions."""
        yield self.code()
        for _, _, body in self.macros():
            yield body
        for directive in self.directives:
            if directive.name in ("if", "elif"):
                yield Stream(directive.words())


def macro_parts(directive: Directive) -> tuple[list[str] | None, Stream]:
    """The parameters and the body of a #define."""
    words = directive.words()
    rest = words[1:]
    # A parameter list starts right behind the name, without space.
    name_at = next(i for i, t in enumerate(directive.tokens) if t is words[0])
    after = directive.tokens[name_at + 1:name_at + 2]
    if not (after and after[0].old == "("):
        return None, Stream(rest)
    stream = Stream(rest)
    end = stream.partner(0)
    if end < 0:
        return None, stream
    names = [t.old for t in rest[1:end] if t.kind == IDENT or t.old == "..."]
    return names, Stream(rest[end + 1:])

# SPDX-License-Identifier: GPL-2.0
"""
A C tokenizer that loses nothing: the texts of the tokens, put together, are the
source again. Rewriting a source means changing the texts of some tokens; as
long as no line end is added or taken away, lines keep their numbers.

Preprocessor lines are tokens like the others, marked with the Directive that
they belong to. Space, comments and spliced line ends are tokens of kind SPACE.
"""

import re
from dataclasses import dataclass, field

IDENT, NUMBER, STRING, CHAR, PUNCT, SPACE, NEWLINE, RAW = range(8)

_TOKEN = re.compile(r"""
    (?P<newline>\n)
  | (?P<space>(?:[ \t\f\v\r]|\\[ \t]*\n|/\*.*?\*/|//(?:\\[ \t]*\n|[^\n])*)+)
  | (?P<string>(?:L|u8|u|U)?"(?:[^"\\\n]|\\[ \t]*\n|\\.)*")
  | (?P<char>(?:L|u|U)?'(?:[^'\\\n]|\\[ \t]*\n|\\.)+')
  | (?P<ident>[^\W\d][\w$]*|\$[\w$]*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<punct>\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|[-+*/%&|^<>=!]=|&&|\|\||\#\#|\#@|.)
""", re.VERBOSE | re.DOTALL)

_KIND = {"newline": NEWLINE, "space": SPACE, "string": STRING, "char": CHAR,
         "ident": IDENT, "number": NUMBER, "punct": PUNCT}

_HEADER_NAME = re.compile(r"<[^>\n]*>|\"[^\"\n]*\"")
_REST_OF_LINE = re.compile(r"(?:\\[ \t]*\n|[^\n])*")

# Directives whose rest is prose to this lexer (an apostrophe starts nothing).
_PROSE = {"error", "warning", "region", "endregion", "message"}


@dataclass
class Directive:
    """One preprocessor line. name is "" for a lone #."""
    name: str
    line: int
    tokens: list["Token"] = field(default_factory=list)

    def words(self) -> list["Token"]:
        """The tokens after the directive's name, without space."""
        words = [t for t in self.tokens if t.kind != SPACE]
        return words[2 if self.name else 1:]


@dataclass
class Token:
    """A piece of source. text is what will be written, old what was read."""
    kind: int
    text: str
    line: int
    directive: Directive | None = None
    active: bool = True
    old: str = ""
    # The conditionals around it, each with the number of its branch.
    branches: tuple[tuple[int, int], ...] = ()

    def excludes(self, other: "Token") -> bool:
        """Whether no compiler sees both: one is in the #else of the other."""
        mine = dict(self.branches)
        return any(mine.get(number, branch) != branch for number, branch in other.branches)

    def is_word(self, *words: str) -> bool:
        """Whether this is one of these identifiers."""
        return self.kind == IDENT and self.old in words


def _comment_end(text: str) -> str:
    """Space whose // comment can't swallow the next line.

    Microsoft's compiler splices lines only at a backslash that stands right
    before the line end; gcc also does with blanks between. In a comment (a
    path at its end) that would lose a line of code.
    """
    if "//" not in text or "\\" not in text:
        return text
    return re.sub(r"\\([ \t]+)(?=\n|$)", r"\1", text)


def _lex_space(text: str, pos: int) -> tuple[str, int]:
    """A // comment ends at a line end that gcc would see as spliced."""
    match = _TOKEN.match(text, pos)
    piece = match.group()
    for comment in re.finditer(r"/\*.*?\*/|//(?:\\\n|[^\n])*", piece, re.DOTALL):
        if comment.group().startswith("//") and \
           re.search(r"\\[ \t]+$", comment.group()):
            return _comment_end(piece[:comment.end()]), pos + comment.end()
    return piece, match.end()


def tokenize(text: str) -> list[Token]:
    """The tokens of @text."""
    tokens: list[Token] = []
    directive: Directive | None = None
    at_line_start = True
    pos, line = 0, 1

    def add(kind: int, piece: str, end: int) -> None:
        nonlocal pos, line
        token = Token(kind, piece, line, directive, old=piece)
        tokens.append(token)
        if directive:
            directive.tokens.append(token)
        line += text.count("\n", pos, end)
        pos = end

    while pos < len(text):
        match = _TOKEN.match(text, pos)
        kind = _KIND[match.lastgroup]
        if kind == SPACE and "//" in match.group() and "\\" in match.group():
            add(SPACE, *_lex_space(text, pos))
            continue
        if kind == NEWLINE:
            directive = None
            add(kind, "\n", match.end())
            at_line_start = True
            continue
        if kind == PUNCT and match.group() == "#" and at_line_start:
            directive = Directive("", line)
        elif kind == IDENT and directive and not directive.name and \
                len([t for t in directive.tokens if t.kind != SPACE]) == 1:
            directive.name = match.group()
        add(kind, match.group(), match.end())
        if kind != SPACE:
            at_line_start = False
        if kind == IDENT and directive and directive.tokens[-1].old == directive.name:
            if directive.name in _PROSE:
                rest = _REST_OF_LINE.match(text, pos)
                add(RAW, rest.group(), rest.end())
            elif directive.name in ("include", "include_next", "import"):
                blank = re.compile(r"[ \t]*").match(text, pos)
                if blank.group():
                    add(SPACE, blank.group(), blank.end())
                name = _HEADER_NAME.match(text, pos)
                if name:
                    add(RAW, name.group(), name.end())
    return tokens


def directives(tokens: list[Token]) -> list[Directive]:
    """The preprocessor lines among @tokens, in order."""
    found: list[Directive] = []
    for token in tokens:
        if token.directive and (not found or found[-1] is not token.directive):
            found.append(token.directive)
    return found


def render(tokens: list[Token]) -> str:
    """The source that the tokens are now."""
    return "".join(token.text for token in tokens)

# SPDX-License-Identifier: GPL-2.0
"""
The text of an INF file: sections of lines, lines of fields. Comments, quoted
strings, line continuation and %strkey% tokens are settled here.
"""

import re
from dataclasses import dataclass, field

import text


class InfError(Exception):
    """What is wrong in an INF file, and in which line."""

    def __init__(self, path: str, line: int, message: str):
        super().__init__(f"{path}:{line}: error: {message}")


@dataclass
class Line:
    """One entry: key = fields; key is None where there is no "=".

    %strkey% tokens are replaced on the way out, so that an undefined one in a
    line that nobody needs is no error.
    """
    number: int
    key: str | None
    fields: list[str]
    inf: "InfText"

    def get(self, index: int, default: str = "") -> str:
        """A field, or @default where the line has none of that number."""
        if index >= len(self.fields):
            return default
        return self.inf.expand(self.fields[index], self.number)

    def rest(self, index: int) -> list[str]:
        """All fields from @index on."""
        return [self.get(i) for i in range(index, len(self.fields))]

    def expanded_key(self) -> str:
        """The key with its strings put in."""
        return self.inf.expand(self.key or "", self.number)


@dataclass
class Section:
    """A section; of the same name, they are one."""
    name: str
    number: int
    lines: list[Line] = field(default_factory=list)

    def all(self, key: str) -> list[Line]:
        """The lines of that key, in any letter case."""
        return [l for l in self.lines if l.key is not None and l.key.lower() == key.lower()]

    def first(self, key: str) -> Line | None:
        """The first line of that key."""
        return next(iter(self.all(key)), None)


# What the system itself puts in for %dirid%.
_DIRECTORIES = {
    "10": r"\SystemRoot", "11": r"\SystemRoot\system32",
    "12": r"\SystemRoot\system32\drivers", "17": r"\SystemRoot\inf",
    "13": r"\SystemRoot\system32\DriverStore\FileRepository",
    "24": r"\??\C:", "30": r"\??\C:",
}

_TOKEN = re.compile(r"%([^%\n]*)%")


def _strip_comment(line: str) -> str:
    """The line up to a ";" that is in no string."""
    quoted = False
    for i, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            return line[:i]
    return line


def _logical_lines(content: str) -> list[tuple[int, str]]:
    """Lines with comments off and continuations joined, with their numbers."""
    found: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 0
    for number, raw in enumerate(content.split("\n"), 1):
        line = _strip_comment(raw).rstrip()
        if not parts:
            start = number
        # A path may end in a backslash, but then it is quoted.
        if line.endswith("\\") and line.count('"') % 2 == 0:
            parts.append(line[:-1] + " ")
            continue
        parts.append(line)
        joined = "".join(parts).strip()
        parts = []
        if joined:
            found.append((start, joined))
    joined = "".join(parts).strip()
    return found + [(start, joined)] if joined else found


def _split(line: str, separators: str, once: bool = False) -> list[str]:
    """Splits at separators outside of strings."""
    parts, last, quoted = [], 0, False
    for i, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char in separators and not quoted:
            parts.append(line[last:i])
            last = i + 1
            if once:
                break
    return parts + [line[last:]]


def _unquote(piece: str) -> str:
    """A field's value: quotes go, doubled ones become one."""
    result, quoted, i = [], False, 0
    piece = piece.strip()
    while i < len(piece):
        if piece[i] == '"':
            if quoted and piece[i + 1:i + 2] == '"':
                result.append('"')
                i += 1
            else:
                quoted = not quoted
        else:
            result.append(piece[i])
        i += 1
    return "".join(result)


class InfText:
    """An INF file by sections, strings put in."""

    def __init__(self, path: str):
        self.path = path
        self.sections: dict[str, Section] = {}
        self._strings: dict[str, str] = {}
        raw = self._read_sections(text.read(path))
        self._read_strings(raw)
        for section, lines in raw:
            for number, line in lines:
                section.lines.append(self._line(number, line))

    def _read_sections(self, content: str) -> list[tuple[Section, list[tuple[int, str]]]]:
        raw: list[tuple[Section, list[tuple[int, str]]]] = []
        by_name: dict[str, list[tuple[int, str]]] = {}
        lines: list[tuple[int, str]] | None = None
        for number, line in _logical_lines(content):
            if line.startswith("["):
                end = line.find("]")
                if end < 0:
                    raise InfError(self.path, number, f"section name without ']': {line}")
                name = _unquote(line[1:end])
                if name.lower() not in self.sections:
                    self.sections[name.lower()] = Section(name, number)
                    by_name[name.lower()] = []
                    raw.append((self.sections[name.lower()], by_name[name.lower()]))
                lines = by_name[name.lower()]
            elif lines is None:
                raise InfError(self.path, number, f"not in any section: {line}")
            else:
                lines.append((number, line))
        if not raw:
            raise InfError(self.path, 1, "no sections: not an INF file")
        return raw

    def _read_strings(self, raw: list[tuple[Section, list[tuple[int, str]]]]) -> None:
        """[Strings], then what [Strings.0409] says otherwise."""
        chosen = [("strings", True)]
        chosen += [(s.name.lower(), s.name.lower() == "strings.0409") for s, _ in raw
                   if s.name.lower().startswith("strings.")]
        for wanted, overrides in chosen:
            for section, lines in raw:
                if section.name.lower() != wanted:
                    continue
                for number, line in lines:
                    parts = _split(line, "=", once=True)
                    if len(parts) != 2:
                        raise InfError(self.path, number,
                                       f"[{section.name}]: no '=' in {line}")
                    key = _unquote(parts[0]).lower()
                    if overrides or key not in self._strings:
                        self._strings[key] = _unquote(parts[1]).replace("%%", "%")

    def expand(self, value: str, number: int) -> str:
        """@value with its %strkey% tokens replaced."""
        def replace(match: re.Match[str]) -> str:
            key = match.group(1)
            if not key:
                return "%"
            if key.lower() in self._strings:
                return self._strings[key.lower()]
            if key.isdigit():
                return _DIRECTORIES.get(key, match.group())
            raise InfError(self.path, number, f"%{key}% is not in [Strings]")
        return _TOKEN.sub(replace, value)

    def _line(self, number: int, line: str) -> Line:
        parts = _split(line, "=", once=True)
        key = None
        rest = line
        if len(parts) == 2:
            key, rest = _unquote(parts[0]), parts[1]
        fields = [_unquote(f) for f in _split(rest, ",")]
        return Line(number, key, fields, self)

    def section(self, name: str) -> Section | None:
        """A section by name, in any letter case."""
        return self.sections.get(name.lower())

    def error(self, number: int, message: str) -> InfError:
        """An error in a line, to be raised."""
        return InfError(self.path, number, message)

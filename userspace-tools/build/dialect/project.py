# SPDX-License-Identifier: GPL-2.0
"""All files of a driver: found by their includes, rewritten, written out."""

import os
import re

import text

from . import (conflicts, constants, data_model, directives, exceptions, function_name, includes,
               inline, lvalue_cast, redeclaration, words, wpp)
from .conflicts import Conflict
from .lexer import Directive, render
from .unit import Unit

INCLUDES = {"include", "import"}

# gcc needs a second round when a repaired declaration shows the next conflict.
MAX_ROUNDS = 8


def object_names(sources: list[str]) -> list[str]:
    """A name without suffix for each source's object, no two alike."""
    names: list[str] = []
    for source in sources:
        base = re.sub(r"[^\w.-]", "_", os.path.splitext(os.path.basename(source))[0])
        name, number = base, 2
        while name in names:
            name, number = f"{base}-{number}", number + 1
        names.append(name)
    return names


def write_if_changed(path: str, content: str) -> None:
    """Leaves a file alone that is right already, so that make does as well."""
    data = content.encode("utf-8", "surrogateescape")
    try:
        with open(path, "rb") as file:
            if file.read() == data:
                return
    except OSError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


class Project:
    """The sources of one driver and the headers of its own that they reach."""

    def __init__(self, sources: list[str], search: list[str], ddk: str, out: str,
                 long32: bool = False, name: str = "driver"):
        self.sources = sources
        self.name = name
        self.long32 = long32
        self.out = out
        self.folders = includes.Folders(search, ddk)
        self._texts: dict[str, str] = {}
        self._behind: dict[str, list[str]] = {}
        self.units: dict[str, Unit] = {}

    def inputs(self) -> list[str]:
        """The files and folders that the result depends on."""
        return sorted(self._texts) + self.folders.listed()

    def target(self, path: str) -> str:
        """Where the filtered copy of @path goes, below the output folder."""
        if path in self.sources:
            name = object_names(self.sources)[self.sources.index(path)]
            return name + ".c"
        return os.path.join("h", includes.mirror_name(path))

    def _parse(self, path: str) -> Unit:
        if path not in self._texts:
            self._texts[path] = text.read(path)
        return Unit(path, self._texts[path])

    def _load(self) -> None:
        """Parses the sources and, through their includes, the headers."""
        self.units = {}
        self._behind = {source: [os.path.dirname(source)] for source in self.sources}
        waiting = list(self.sources)
        later: list[tuple[Unit, Directive]] = []
        while waiting or later:
            if not waiting:
                # #include MACRO can be told once all macros are known.
                pending, later = later, []
                for unit, directive in pending:
                    self._follow(unit, directive, waiting)
                continue
            unit = self._parse(path := waiting.pop(0))
            self.units[path] = unit
            for directive in unit.directives:
                if directive.name in INCLUDES and directive.tokens[0].active:
                    if directive.words() and directive.words()[0].old[:1] in "<\"":
                        self._follow(unit, directive, waiting)
                    else:
                        later.append((unit, directive))

    def _follow(self, unit: Unit, directive: Directive, waiting: list[str]) -> None:
        behind = self._behind[unit.path]
        path = includes.resolve(unit, directive, self.folders, behind,
                                list(self.units.values()))
        if path and path not in self._behind:
            self._behind[path] = list(dict.fromkeys([os.path.dirname(path)] + behind))
            waiting.append(path)

    def _rewrite(self, known: set[Conflict]) -> None:
        """One pass over everything, given what gcc objected to before."""
        self._load()
        units = list(self.units.values())
        aliases = inline.macros_meaning_inline(units)
        shared = {c.name for c in known if c.kind == conflicts.STATIC}
        names = function_name.used(units)
        blocks = exceptions.Words(units)
        lvalue_cast.macros(units)
        for unit in units:
            words.assembler(unit)
            words.narrow_pointers(unit)
            words.declspecs(unit)
            words.flexible_arrays(unit)
            constants.sized_suffixes(unit)
            constants.charizing(unit)
            if self.long32:
                data_model.narrow_long(unit)
            directives.no_operation(unit)
            directives.pragma_operator(unit)
            directives.swallowed_commas(unit)
            directives.lone_quotes(unit)
            inline.functions(unit, aliases, shared)
            lvalue_cast.casts(unit)
            for conflict in sorted(known, key=lambda c: c.line):
                if conflict.path != unit.path:
                    continue
                if conflict.kind == conflicts.RETYPE:
                    redeclaration.retype(unit, conflict.name, conflict.line)
                else:
                    redeclaration.drop_static(unit, conflict.name, conflict.line)
            exceptions.blocks(unit, blocks)
            if names:
                function_name.define(unit)
            # Last, since what it drops may carry line ends.
            directives.pragmas(unit)

    def build(self, command: list[str]) -> None:
        """Writes the filtered files; @command is gcc with its preprocessor flags.

        What gcc is asked about lies in a folder of its own: the files that are
        built from must not change twice each time.
        """
        draft = os.path.join(self.out, "draft")
        known: set[Conflict] = set()
        for _ in range(MAX_ROUNDS):
            self._rewrite(known)
            self._write(draft)
            new = set()
            for source in self.sources:
                new |= conflicts.find(command, os.path.join(draft, self.target(source)))
            if new <= known:
                break
            known |= new
        self._write(self.out)

    def _write(self, root: str) -> None:
        for path, unit in self.units.items():
            content = f'#line 1 "{unit.shown_path()}"\n' + render(unit.tokens)
            write_if_changed(os.path.join(root, self.target(path)), content)
        texts = [self._texts[path] for path in self.units]
        for name in self.folders.generated:
            write_if_changed(os.path.join(root, "h", wpp.target(name)),
                             wpp.header(self.name, name, texts))

# SPDX-License-Identifier: GPL-2.0
"""
#include as on Windows: names in any letter case, with backslashes, searched in
the folders of all files that led here, then in -I folders, then in the DDK.
"""

import hashlib
import os

from . import wpp
from .lexer import IDENT, RAW, Directive
from .unit import Unit


class Folders:
    """Looks files up without regard to letter case."""

    def __init__(self, search: list[str], ddk: str):
        self._search = search
        self._ddk = ddk
        self._names: dict[str, dict[str, str]] = {}
        # Names of included files that don't exist before the build.
        self.generated: set[str] = set()

    def listed(self) -> list[str]:
        """The folders that an answer depended on."""
        return sorted(self._names)

    def _entry(self, folder: str, name: str) -> str | None:
        if name in (".", ".."):
            return name
        if folder not in self._names:
            try:
                # An exact match wins over one in another case.
                self._names[folder] = {n.lower(): n for n in sorted(os.listdir(folder))}
                self._names[folder] |= {n: n for n in os.listdir(folder)}
            except OSError:
                self._names[folder] = {}
        names = self._names[folder]
        return names.get(name) or names.get(name.lower())

    def _walk(self, folder: str, name: str) -> str | None:
        path = folder
        for part in name.replace("\\", "/").split("/"):
            if part:
                found = self._entry(path, part)
                if found is None:
                    return None
                path = os.path.normpath(os.path.join(path, found))
        return path if os.path.isfile(path) else None

    def of_driver(self, name: str, quoted: bool, behind: list[str]) -> str | None:
        """The driver's own header of that name; @behind: folders of includers."""
        for folder in (behind if quoted else []) + self._search:
            found = self._walk(folder, name)
            if found:
                return found
        return None

    def of_ddk(self, name: str) -> str | None:
        """The name that a header of the DDK has there."""
        found = self._walk(self._ddk, name)
        if not found or not found.startswith(self._ddk + os.sep):
            return None
        return os.path.relpath(found, self._ddk)

    def last_resort(self, name: str, behind: list[str]) -> str | None:
        """<x.h> that lies beside the source."""
        return self.of_driver(name, True, behind)


def mirror_name(path: str) -> str:
    """Where the filtered copy of a header goes, below the folder of headers."""
    folder, name = os.path.split(path)
    return hashlib.sha1(folder.encode()).hexdigest()[:8] + "/" + name


def _macro_target(directive: Directive, units: list[Unit]) -> str | None:
    """What #include MACRO includes, if one #define says it."""
    words = directive.words()
    if len(words) != 1 or words[0].kind != IDENT:
        return None
    targets = {"".join(t.old for t in body)
               for unit in units for line, parameters, body in unit.macros()
               if parameters is None and line.words()[0].old == words[0].old}
    return targets.pop() if len(targets) == 1 else None


def resolve(unit: Unit, directive: Directive, folders: Folders, behind: list[str],
            units: list[Unit]) -> str | None:
    """Rewrites one #include; the driver's own header behind it, or None."""
    raw = next((t for t in directive.tokens if t.kind == RAW), None)
    target = raw.old if raw else _macro_target(directive, units)
    if not target or target[0] not in "<\"" or len(target) < 3:
        return None
    word = raw or directive.words()[0]
    name, quoted = target[1:-1].strip(), target[0] == '"'
    path = folders.of_driver(name, quoted, behind)
    if not path:
        known = folders.of_ddk(name)
        if known:
            word.text = f"<{known}>"
            return None
        path = folders.last_resort(name, behind)
    if not path and wpp.is_generated(name):
        word.text = f'"{wpp.target(name)}"'
        folders.generated.add(name)
        return None
    if not path or path == unit.path and not os.path.isfile(path):
        return None
    word.text = f'"{mirror_name(path)}"'
    return path

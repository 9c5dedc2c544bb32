# SPDX-License-Identifier: GPL-2.0
"""
Asks gcc which declarations conflict, and judges which of them Microsoft's
compiler would take: those whose types differ in what pointers point to.
"""

import json
import os
import re
import subprocess
from dataclasses import dataclass

RETYPE, STATIC = "retype", "static"

_CONFLICT = re.compile(r"conflicting types for [‘'](\w+)[’'](?:; have (.*))?", re.DOTALL)
_PREVIOUS = re.compile(r"previous (?:declaration|definition|implicit declaration) of "
                       r"[‘']\w+[’'](?: with type (.*))?", re.DOTALL)
_STATIC = re.compile(r"static declaration of [‘'](\w+)[’'] follows non-static declaration")
_TYPE = re.compile(r"[‘']([^’']*)[’'](?: \{aka [‘']([^’']*)[’']\})?")
_INTEGER = re.compile(r"(?:(?:const|volatile|signed|unsigned|short|long|char|int|_Bool) ?)+")


@dataclass(frozen=True)
class Conflict:
    """A declaration that gcc refuses and that can be reconciled."""
    kind: str
    path: str
    line: int
    name: str


def _canonical(quoted: str | None) -> str:
    """The type in gcc's words, typedefs resolved where gcc says what they are."""
    match = _TYPE.match(quoted or "")
    return (match.group(2) or match.group(1)) if match else ""


def _split(function: str) -> tuple[str, list[str]] | None:
    """The result and the parameters of a function type."""
    depth = 0
    if not function.endswith(")"):
        return None
    for i in range(len(function) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(function[i], 0)
        if not depth:
            break
    result, inner = function[:i].strip(), function[i + 1:-1]
    parts, depth, last = [], 0, 0
    for j, char in enumerate(inner):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and not depth:
            parts.append(inner[last:j].strip())
            last = j + 1
    parts.append(inner[last:].strip())
    return result, parts


def _size(integer: str) -> int:
    if "char" in integer or "_Bool" in integer:
        return 1
    if "short" in integer:
        return 2
    return 8 if "long" in integer else 4


def _alike(one: str, other: str) -> bool:
    """Whether values of the two types are passed in the same way."""
    if one == other:
        return True
    pointer = [t.rstrip(" const").endswith("*") or "(*" in t for t in (one, other)]
    if any(pointer):
        return all(pointer)
    one, other = (re.sub(r"\b(const|volatile) ?", "", t).strip() for t in (one, other))
    if one == other:
        return True
    integer = [bool(_INTEGER.fullmatch(t)) or t.startswith("enum ") for t in (one, other)]
    return all(integer) and _size(one) == _size(other)


def acceptable(have: str | None, previous: str | None) -> bool:
    """Whether the two function types differ in pointees and signs only."""
    if not have or not previous:
        return True     # An older gcc, that doesn't tell.
    one, other = _split(_canonical(have)), _split(_canonical(previous))
    if not one or not other or len(one[1]) != len(other[1]):
        return False
    return _alike(one[0], other[0]) and all(map(_alike, one[1], other[1]))


def _conflict(diagnostic: dict) -> Conflict | None:
    if diagnostic.get("kind") != "error":
        return None
    caret = diagnostic["locations"][0]["caret"]
    message = diagnostic["message"]
    match = _STATIC.match(message)
    if match:
        return Conflict(STATIC, caret["file"], caret["line"], match.group(1))
    match = _CONFLICT.match(message)
    if not match:
        return None
    for child in diagnostic.get("children", []):
        previous = _PREVIOUS.match(child["message"])
        if previous and not acceptable(match.group(2), previous.group(1)):
            return None
    return Conflict(RETYPE, caret["file"], caret["line"], match.group(1))


def find(command: list[str], source: str) -> set[Conflict]:
    """The conflicts gcc finds in @source that can be reconciled."""
    run = subprocess.run(
        command + ["-fsyntax-only", "-w", "-fmax-errors=0",
                   "-fdiagnostics-format=json", "-x", "c", source],
        env=os.environ | {"LC_ALL": "C"}, capture_output=True, text=True,
        errors="replace", check=False)
    if not run.returncode:
        return set()
    found: set[Conflict] = set()
    for line in run.stderr.splitlines():
        if line.startswith("["):
            try:
                found |= {c for c in map(_conflict, json.loads(line)) if c}
            except (ValueError, KeyError, IndexError):
                pass
    return found

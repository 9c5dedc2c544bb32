# SPDX-License-Identifier: GPL-2.0
"""Constants: sized suffixes (5i64, 0xffui64) and the charizing operator #@."""

import re

from .lexer import NUMBER
from .unit import Unit

_SIZED = re.compile(r"(0[xX][0-9a-fA-F]+?|0[bB][01]+|\d+)([uU]?)[iI](8|16|32|64)")


def sized_suffixes(unit: Unit) -> None:
    """5i64 becomes 5LL, 5ui64 becomes 5ULL; up to 32 bits are plain ints."""
    for token in unit.tokens:
        match = _SIZED.fullmatch(token.old) if token.kind == NUMBER else None
        if not match:
            continue
        digits, unsigned, bits = match.groups()
        token.text = digits + ("U" if unsigned else "") + ("LL" if bits == "64" else "")


def charizing(unit: Unit) -> None:
    """#@x in a macro is the character constant of its argument."""
    for _, _, body in unit.macros():
        for i, token in enumerate(body):
            if token.old == "#@" and i + 1 < len(body):
                token.text = "(#"
                body[i + 1].text += "[0])"

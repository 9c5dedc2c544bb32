# SPDX-License-Identifier: GPL-2.0
"""
The width of long. Windows is LLP64: long has 32 bits, and so have constants with
the suffix L; drivers count on it, in structures that travel to user space and in
calls with a pointer to a ULONG. For the kernel's compiler it has 64. So the driver's
own "long" becomes "int", unless the build asks for the compiler's width.
"""

import re

from .lexer import NUMBER
from .unit import Unit

_TYPE_WORDS = {"long", "int", "unsigned", "signed", "const", "volatile", "short", "double"}
_LONG_CONSTANT = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)(?:([uU])[lL]|[lL]([uU]?))")


def narrow_long(unit: Unit) -> None:
    """long becomes int, 1L becomes 1; long long and long double stay."""
    for stream in unit.streams():
        i = 0
        while i < len(stream):
            run = i
            while run < len(stream) and stream.at(run) in _TYPE_WORDS:
                run += 1
            words = [stream.at(j) for j in range(i, run)]
            if words.count("long") == 1 and "double" not in words:
                for token in stream[i:run]:
                    if token.old == "int":
                        token.text = ""
                    elif token.old == "long":
                        token.text = "int"
            i = max(run, i + 1)
    for token in unit.tokens:
        match = _LONG_CONSTANT.fullmatch(token.old) if token.kind == NUMBER else None
        if match:
            token.text = match.group(1) + (match.group(2) or match.group(3) or "")

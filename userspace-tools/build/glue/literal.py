# SPDX-License-Identifier: GPL-2.0
"""C literals."""


def _escaped(string: str) -> str:
    """The inside of a literal. Octal escapes end after three digits, so the
    next character can't become part of one."""
    pieces = []
    for char in string:
        code = ord(char)
        if char in '"\\?':
            pieces.append("\\" + char)
        elif 0x20 <= code < 0x7F:
            pieces.append(char)
        elif code < 0x100:
            pieces.append(f"\\{code:03o}")
        else:
            pieces.append(f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}")
    return "".join(pieces)


def narrow(string: str) -> str:
    """"..." in UTF-8."""
    data = string.encode("utf-8", "replace").decode("latin-1")
    return f'"{_escaped(data)}"'


def wide(string: str | None) -> str:
    """L"..." of 16-bit characters, or NULL."""
    return "NULL" if string is None else f'L"{_escaped(string)}"'


def data(content: bytes) -> str:
    """A constant of those bytes, as the address of an unnamed array."""
    if not content:
        return "NULL"
    return "(const u8 []){ " + ", ".join(f"0x{b:02x}" for b in content) + " }"

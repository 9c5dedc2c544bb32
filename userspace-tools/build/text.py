# SPDX-License-Identifier: GPL-2.0
"""Text files as Windows' editors leave them."""

import codecs

CTRL_Z = "\x1a"


def decode(data: bytes) -> str:
    """The text of a file in UTF-16, UTF-8 or the ANSI code page."""
    if data.startswith(codecs.BOM_UTF16_LE):
        return data[2:].decode("utf-16-le", "replace")
    if data.startswith(codecs.BOM_UTF16_BE):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    # A text of ASCII characters saved as UTF-16 without a mark.
    if len(data) >= 4 and data[1:8:2].strip(b"\0") == b"" and data[0]:
        return data.decode("utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Five bytes have no meaning in cp1252; they are kept as they are.
        return "".join(
            bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def normalise(text: str) -> str:
    """One kind of line end, and nothing from Ctrl-Z on."""
    text = text.partition(CTRL_Z)[0]
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n")
    # What is left was the line end of old Macintosh files, or is noise.
    if "\n" not in text:
        text = text.replace("\r", "\n")
    if text and not text.endswith("\n"):
        text += "\n"
    return text


def read(path: str) -> str:
    """The normalised text of the file at @path."""
    with open(path, "rb") as file:
        return normalise(decode(file.read()))

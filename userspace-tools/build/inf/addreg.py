# SPDX-License-Identifier: GPL-2.0
"""AddReg lines: registry values in the form in which a registry keeps them."""

from dataclasses import dataclass

from .lines import InfText, Line

REG_NONE, REG_SZ, REG_EXPAND_SZ, REG_BINARY, REG_DWORD = 0, 1, 2, 3, 4
REG_MULTI_SZ, REG_QWORD = 7, 11

# FLG_ADDREG_*
_NOCLOBBER, _DELVAL, _APPEND, _OVERWRITEONLY = 0x2, 0x4, 0x8, 0x20
_KEYONLY = 0x10 | 0x2000
_TYPES = {
    0x00000000: REG_SZ, 0x00010000: REG_MULTI_SZ, 0x00020000: REG_EXPAND_SZ,
    0x00000001: REG_BINARY, 0x00010001: REG_DWORD, 0x00020001: REG_NONE,
    0x000B0001: REG_QWORD,
}


@dataclass
class Value:
    """One registry value. name is None where only the key is made."""
    root: str               # HKR, HKLM; SOFTWARE or DEVICE for HKR, see driver.py
    subkey: str
    name: str | None
    type: int
    data: bytes
    append: bool = False    # to the strings that are there


# Names that the AddReg page calls special: with HKR in a DDInstall.HW section, they are
# properties of the device itself.
SPECIAL = ("devicecharacteristics", "devicetype", "security", "upperfilters", "lowerfilters",
           "exclusive", "locationinformationoverride")


def sz(string: str) -> bytes:
    """A string as the registry keeps it: UTF-16 with its NUL."""
    return string.encode("utf-16-le", "surrogatepass") + b"\0\0"


def number(text: str, inf: InfText, line: int) -> int:
    """A number as INF files write them: decimal or 0x..."""
    text = text.strip()
    try:
        return int(text, 16) if text.lower().startswith("0x") else int(text or "0", 10)
    except ValueError:
        raise inf.error(line, f"'{text}' is not a number") from None


def _bytes(fields: list[str], inf: InfText, line: int) -> bytes:
    """Binary data: hexadecimal bytes, one a field."""
    try:
        return bytes(int(f.strip(), 16) for f in fields if f.strip())
    except ValueError:
        raise inf.error(line, f"not hexadecimal bytes: {','.join(fields)}") from None


def _data(kind: int, line: Line, inf: InfText) -> bytes:
    fields = line.rest(4)
    if kind in (REG_SZ, REG_EXPAND_SZ):
        return sz(fields[0] if fields else "")
    if kind == REG_MULTI_SZ:
        return b"".join(sz(f) for f in fields if f) + b"\0\0"
    if kind in (REG_DWORD, REG_QWORD):
        size = 4 if kind == REG_DWORD else 8
        if len(fields) == size:
            return _bytes(fields, inf, line.number)
        value = number(fields[0] if fields else "", inf, line.number)
        if not -(1 << size * 8 - 1) <= value < 1 << size * 8:
            raise inf.error(line.number, f"{value} does not fit into {size} bytes")
        return (value & (1 << size * 8) - 1).to_bytes(size, "little")
    return _bytes(fields, inf, line.number)


def _root(line: Line, inf: InfText) -> tuple[str, str] | None:
    """The root and what of the subkey it stands for; None: not for a driver."""
    root = line.get(0).strip().upper()
    if root in ("HKR", "HKLM"):
        return root, ""
    if root == "HKCR":
        return "HKLM", r"SOFTWARE\Classes"
    if root in ("HKCU", "HKU"):
        return None     # There is no user here whose settings these could be.
    raise inf.error(line.number, f"'{root}' is no root key (HKR, HKLM, HKCR, HKCU, HKU)")


def values(inf: InfText, names: list[str], line_number: int) -> list[Value]:
    """The values of the AddReg sections @names, that the line names."""
    found: list[Value] = []
    for name in names:
        section = inf.section(name)
        if not section:
            raise inf.error(line_number, f"AddReg names a section that is not there: [{name}]")
        for line in section.lines:
            _one(inf, line, found)
    return found


def _one(inf: InfText, line: Line, found: list[Value]) -> None:
    root = _root(line, inf)
    flags = number(line.get(3), inf, line.number) & 0xFFFFFFFF
    if not root or flags & _DELVAL:
        return
    subkey = "\\".join(p for p in (root[1], line.get(1).strip("\\")) if p)
    name = line.get(2)
    if flags & _KEYONLY or (len(line.fields) < 3 and not line.get(1) == ""):
        found.append(Value(root[0], subkey, None, REG_NONE, b""))
        return
    # The upper half may also be any registry type, given as bytes.
    kind = _TYPES.get(flags & 0xFFFF0001, flags >> 16)
    data = _data(kind, line, inf)
    old = next((v for v in found if v.name is not None and
                (v.root, v.subkey.lower(), v.name.lower()) ==
                (root[0], subkey.lower(), name.lower())), None)
    append = bool(flags & _APPEND) and kind == REG_MULTI_SZ
    if old is None:
        if not flags & _OVERWRITEONLY:
            found.append(Value(root[0], subkey, name, kind, data, append))
    elif append:
        old.data = _appended(old.data, line.rest(4))
    elif not flags & _NOCLOBBER:
        old.type, old.data, old.append = kind, data, False


def _appended(data: bytes, strings: list[str]) -> bytes:
    """A REG_MULTI_SZ with those strings added that it doesn't have."""
    present = data.decode("utf-16-le", "surrogatepass").split("\0")
    new = [s for s in strings if s and s not in present]
    return data[:-2] + b"".join(sz(s) for s in new) + b"\0\0"

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""oracle.py WDMCORE WINE KNOWN: compares results, and joins them with explanations.

Results are lines `NAME: RESULT LINE: TEXT`, explanations `NAME | WHO | REASON`, WHO being
one of wdmcore, wine (who is right), stub (wdmcore is, Wine doesn't do it) and absent (Wine
lacks it, REASON is the routine).
"""

import re
import sys

_RESULT = re.compile(r"(\w+): (pass|fail|skip|stopped|absent|hangs|crashes) (\d+): ?(.*)")

WHO = ("wdmcore", "wine", "stub", "absent")


def results(path: str) -> dict[str, tuple[str, str]]:
    """Name: (result, text)."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            match = _RESULT.fullmatch(line.rstrip("\n"))
            if not match:
                sys.exit(f"oracle: {path}: no result: {line.rstrip()}")
            found[match[1]] = (match[2], match[4])
    return found


def explanations(path: str) -> dict[str, tuple[str, str]]:
    """Name: (who is right, reason)."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = [field.strip() for field in line.split("|")]
            if len(fields) != 3 or fields[1] not in WHO or not fields[2]:
                sys.exit(f"oracle: {path}:{number}: not NAME | {'/'.join(WHO)} | REASON")
            if fields[0] in found:
                sys.exit(f"oracle: {path}:{number}: {fields[0]} is explained twice")
            found[fields[0]] = (fields[1], fields[2])
    return found


def show(result: tuple[str, str]) -> str:
    """As a cell of the table."""
    return result[0] if result[0] in ("pass", "skip", "hangs", "crashes") else " ".join(result)


def main() -> int:
    """The table, the closing line, the status."""
    wdmcore, wine, known = results(sys.argv[1]), results(sys.argv[2]), explanations(sys.argv[3])
    unexplained, differing = [], 0

    for name in sorted(set(wdmcore) ^ set(wine)):
        unexplained.append(f"{name}: run by one of the two only")
    for name in wdmcore:
        if name not in wine or wdmcore[name][0] == wine[name][0]:
            continue
        differing += 1
        who, reason = known.pop(name, ("?", "no explanation"))
        print(f"{name}: wdmcore {show(wdmcore[name])}, Wine {show(wine[name])} | {who} | {reason}")
        if who == "?":
            unexplained.append(f"{name}: no explanation")
        elif (who == "absent") != (wine[name][0] == "absent") or \
                (who == "absent" and reason != wine[name][1]):
            unexplained.append(f"{name}: explained as '{who}', but Wine: {show(wine[name])}")
        elif wdmcore[name][0] != "pass" and who != "wine":
            unexplained.append(f"{name}: wdmcore is said to be right, but: {wdmcore[name][0]}")
    for name in known:
        unexplained.append(f"{name}: explained, but there is no difference")

    for line in unexplained:
        print(f"not ok - {line}")
    print(f"{len(wdmcore)} checks, {len(wdmcore) - differing} agree, {differing} differ, "
          + (f"{len(unexplained)} wrong" if unexplained else "all explained"))
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())

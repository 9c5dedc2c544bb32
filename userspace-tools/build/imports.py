# SPDX-License-Identifier: GPL-2.0
"""
Which DDIs a driver calls that nobody provides. modpost finds undefined symbols as
well, but names the first few only, and is content with any export of the kernel:
a driver's sprintf must not become Linux's, which knows no %wZ.
"""

import re
import subprocess

# C functions that are the same everywhere, and may be the kernel's.
SAME_EVERYWHERE = re.compile(
    r"mem(cpy|set|move|cmp|chr)|str(len|nlen|cmp|ncmp|cpy|ncpy|cat|ncat|chr|rchr|"
    r"str|spn|cspn|pbrk)")

# What the compiler itself calls.
_COMPILER = re.compile(
    r"__fentry__|mcount|__x86_.*|__asan_.*|__kasan_.*|__hwasan_.*|__ubsan_.*|__tsan_.*|"
    r"__msan_.*|__sanitizer_.*|__gcov_.*|__stack_chk_.*|__(mem(cpy|set|move))|"
    r"bcmp|_GLOBAL_OFFSET_TABLE_|__this_module|__SCT__.*|__cfi_.*")


def _exports(symvers: str) -> set[str]:
    with open(symvers, encoding="utf-8") as file:
        return {line.split("\t")[1] for line in file if line.count("\t") >= 3}


def _symbols(objects: list[str]) -> tuple[set[str], set[str]]:
    """Undefined and defined symbols of the objects."""
    undefined, defined = set(), set()
    run = subprocess.run(["nm", "-P", *objects], capture_output=True, text=True, check=True)
    for line in run.stdout.splitlines():
        words = line.split()
        if len(words) >= 2:
            # A weak reference (w) may stay undefined.
            (undefined if words[1] == "U" else defined).add(words[0])
    return undefined, defined


def missing(objects: list[str], wdmcore: str | None) -> list[str]:
    """The functions that the driver's objects use and wdmcore doesn't have."""
    undefined, defined = _symbols(objects)
    provided = _exports(wdmcore) if wdmcore else set()
    return sorted(s for s in undefined - defined - provided
                  if not _COMPILER.fullmatch(s) and not SAME_EVERYWHERE.fullmatch(s))

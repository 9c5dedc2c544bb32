# SPDX-License-Identifier: GPL-2.0
"""The header of -D and -U: a file, so that any text may stand in a definition."""


def header(macros: list[str]) -> str:
    """@macros: NAME, NAME=TEXT or -NAME to undefine, later ones win."""
    lines = ["/* Generated from the command line: do not edit. */"]
    for macro in macros:
        if macro.startswith("-"):
            lines.append(f"#undef {macro[1:]}")
            continue
        name, equals, value = macro.partition("=")
        base = name.partition("(")[0]
        lines += [f"#undef {base}", f"#define {name} {value if equals else '1'}"]
    return "\n".join(lines) + "\n"

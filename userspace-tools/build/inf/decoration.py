# SPDX-License-Identifier: GPL-2.0
"""Section names for systems: [Models.NTamd64.10.0...14393], [Install.NT]."""

from .lines import InfText, Section

# The Windows that a driver finds here: version 10.0, x64, workstation.
_VERSION = (10, 0)
_WORKSTATION = 1


def rank(decoration: str) -> tuple[int, ...] | None:
    """How close an NT... decoration comes to this system; None: another one's."""
    parts = decoration.lower().split(".")
    if parts[0] not in ("nt", "ntamd64"):
        return None
    numbers = []
    for part in parts[1:]:
        try:
            numbers.append(int(part, 0) if part.strip() else None)
        except ValueError:
            return None
    numbers += [None] * (5 - len(numbers))
    version = (numbers[0] or 0, numbers[1] or 0)
    if version > _VERSION or numbers[2] not in (None, _WORKSTATION) or numbers[3]:
        return None
    return (parts[0] == "ntamd64", *version, numbers[2] is not None, numbers[4] or 0)


def models(inf: InfText, base: str, decorations: list[str]) -> Section | None:
    """The models section that Windows for x64 would choose."""
    ranked = [(rank(d), d) for d in decorations if d]
    fitting = sorted(((r, d) for r, d in ranked if r is not None), reverse=True)
    for _, decoration in fitting:
        section = inf.section(f"{base}.{decoration}")
        if section:
            return section
    # Those for other systems exclude this one, unless there is a common section.
    return inf.section(base)


def install(inf: InfText, base: str, suffix: str = "") -> Section | None:
    """[base.NTamd64suffix], [base.NTsuffix] or [basesuffix], first that is there.

    Where models are for every processor but only one was there to install for, the
    driver of before x64 is meant, which is built from its sources here.
    """
    prefix = base.lower() + ".nt"
    decorated = []
    for name, section in inf.sections.items():
        if name.startswith(prefix) and name.endswith(suffix.lower()):
            middle = name[len(base) + 1:len(name) - len(suffix)]
            fits = rank(middle)
            if fits is not None:
                decorated.append((fits, section))
    if decorated:
        return max(decorated, key=lambda pair: pair[0])[1]
    return inf.section(base + suffix) or inf.section(f"{base}.ntx86{suffix}")

# SPDX-License-Identifier: GPL-2.0
"""Which kernel to build for, and wdmcore's exports for it."""

import os
import subprocess

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))


class SetupError(Exception):
    """Something that a build needs is not there."""


def find(given: str | None) -> str:
    """The build folder: @given, $KDIR, the running kernel's, the cached stock one."""
    running = f"/lib/modules/{os.uname().release}/build"
    chosen = given or os.environ.get("KDIR")
    if not chosen and os.environ.get("KERNEL"):
        chosen = _cached(os.environ["KERNEL"])
    if not chosen:
        chosen = running if os.path.isdir(running) else _cached("stock")
    chosen = os.path.realpath(chosen)
    if not os.path.exists(os.path.join(chosen, "include/config/kernel.release")):
        raise SetupError(f"{chosen} is no build folder of a kernel")
    return chosen


def _cached(name: str) -> str:
    """The kernel of that name, that the virtual machines use."""
    script = os.path.join(TOP, "userspace-tools/vm/kernel")
    run = subprocess.run([script, name], stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode:
        raise SetupError(f"no kernel '{name}' to build for: install the running "
                         "kernel's headers, or name others with --kdir")
    return os.path.join(run.stdout.strip(), "kdir")


def release(kdir: str) -> str:
    """uname -r of the kernel."""
    script = os.path.join(TOP, "userspace-tools/build/release")
    return subprocess.run([script, kdir], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()


def wdmcore_symvers(kdir: str) -> str | None:
    """wdmcore's Module.symvers for that kernel; built now if it is missing.

    $WDM_BUILD is where the modules were built, build/ by default. None only where
    the caller lets undefined symbols pass (KBUILD_MODPOST_WARN).
    """
    builds = os.environ.get("WDM_BUILD") or os.path.join(TOP, "build")
    out = os.path.abspath(os.path.join(builds, release(kdir)))
    symvers = os.path.join(out, "Module.symvers")
    if _built_for(out, kdir) and os.path.exists(symvers):
        return symvers
    if os.environ.get("KBUILD_MODPOST_WARN"):
        return None
    run = subprocess.run([os.path.join(TOP, "userspace-tools/build/modules"), kdir, out],
                         stdout=subprocess.DEVNULL, check=False)
    if run.returncode or not os.path.exists(symvers):
        raise SetupError(f"wdmcore cannot be built for {release(kdir)} in {out}")
    return symvers


def _built_for(out: str, kdir: str) -> bool:
    try:
        with open(os.path.join(out, ".kdir"), encoding="utf-8") as file:
            return os.path.realpath(file.read().strip()) == kdir
    except OSError:
        return True     # A build that somebody made in another way.

"""Build hook: compiles the matching kernel with the system's C compiler, else with ziglang's."""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNEL = Path("src", "commonlist", "matching", "kernel.c")
LIBRARY = KERNEL.with_name("_kernel.so")
# no contraction of floating-point operations: the same answers from every compiler
FLAGS = ("-O3", "-std=c11", "-fPIC", "-shared", "-ffp-contract=off")


def compiler() -> list[str]:
    """Return the command that compiles C; empty if there is none yet."""
    if chosen := os.environ.get("CC"):
        return shlex.split(chosen)
    found = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    return [found] if found else []


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles before the package is put together, also for an editable one."""

    def dependencies(self) -> list[str]:
        """Ask for a compiler from the package index where the system has none."""
        return [] if compiler() else ["ziglang>=0.13"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and mark the wheel as one for this platform and any Python."""
        root = Path(self.root)
        command = compiler() or [sys.executable, "-m", "ziglang", "cc"]
        made = root / LIBRARY.with_suffix(".new")
        subprocess.run([*command, *FLAGS, "-o", made, root / KERNEL, "-lm"], check=True)
        made.replace(root / LIBRARY)
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
        build_data["pure_python"] = False
        build_data["artifacts"].append(str(LIBRARY))

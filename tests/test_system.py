"""What differs between operating systems is asked in one place, and works where it is asked."""

from __future__ import annotations

import ast
from pathlib import Path

import auditor

PACKAGE = Path(auditor.__file__).parent
ONLY_HERE = PACKAGE / "system.py"
POSIX_ONLY = {"fcntl", "grp", "pty", "pwd", "resource", "signal", "termios", "tty"}
CALLS = {
    "chmod", "chown", "fchmod", "fork", "fsync", "getuid", "geteuid", "kill", "killpg", "mkfifo", "setsid", "umask",
    "uname", "platform", "O_NONBLOCK", "O_EXCL",
}  # fmt: skip
"""Attributes of os and sys, and methods of paths."""


def parts_of_systems(tree: ast.AST) -> list[str]:
    """What a module uses that is not the same, or not there, on every system."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name in POSIX_ONLY]
        elif isinstance(node, ast.ImportFrom) and node.module in POSIX_ONLY:
            found.append(node.module)
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if (owner in ("os", "sys") and node.attr in CALLS) or (owner, node.attr) == ("os", "name"):
                found.append(f"{owner}.{node.attr}")
            elif node.attr == "chmod":
                found.append(node.attr)
        elif isinstance(node, ast.Call):
            found += ["mode="] if any(each.arg == "mode" and isinstance(each.value, ast.Constant) and
                                      isinstance(each.value.value, int) for each in node.keywords) else []  # fmt: skip
    return found


def test_no_other_module_asks_which_system_it_runs_on() -> None:
    """File modes, signals and syncing are behind one module, so that the others run on Windows as well."""
    found = {
        str(path.relative_to(PACKAGE)): used
        for path in PACKAGE.rglob("*.py")
        if path != ONLY_HERE and (used := parts_of_systems(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_that_module_is_seen_to_ask() -> None:
    """The search finds what it searches for."""
    assert {"signal", "os.name", "os.fsync", "os.O_EXCL", "chmod"} <= set(
        parts_of_systems(ast.parse(ONLY_HERE.read_text(encoding="utf-8")))
    )

"""``python -m tests.benchmarks.opening FOLDER``: how long ``auditor open`` takes to show its first screen.

A terminal of 140 columns is given to the program; told are seconds from its start until the name of the extract stands
on the screen, which is before anything of it is read, and CPU seconds until then.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import resource
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

RUNS = 5
_SIZE = struct.pack("HHHH", 40, 140, 0, 0)
_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>()][0-9A-Z]?")


def first_screen(folder: Path, rules: str | Path) -> tuple[float, float]:
    """Seconds on the clock and of CPU until the first screen of one start."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        child, terminal = pty.fork()
        if child == 0:
            environment = {**os.environ, "TERM": "xterm-256color", "HOME": home, "XDG_CONFIG_HOME": home}
            command = [sys.executable, "-m", "auditor", "open", str(folder), "--rules", str(rules)]
            os.execvpe(sys.executable, command, environment)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, _SIZE)
        seen = b""
        try:
            while folder.name.encode() not in _CONTROL.sub(b"", seen):
                seen += os.read(terminal, 1 << 16)
            shown = time.perf_counter() - began
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return shown, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rules", default="integrering")
    options = parser.parse_args()
    first_screen(options.folder, options.rules)
    runs = [first_screen(options.folder, options.rules) for _ in range(RUNS)]
    shown, used = (statistics.median(each) for each in zip(*runs, strict=True))
    print(f"first screen: {shown:.2f} s, {used:.2f} s CPU")


if __name__ == "__main__":
    main()

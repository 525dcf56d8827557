"""Nobody but the program writes to stderr: what other libraries say may quote cells."""

from __future__ import annotations

import subprocess
import sys

NOISE = """
import logging, os, sys, threading, warnings
import auditor.cli.app as app
from auditor.cli import diagnostics

class Bad:
    def __del__(self):
        raise ValueError("MARKER")

def run(arguments):
    os.write(2, b"MARKER of native code")
    warnings.warn("MARKER")
    logging.getLogger("polars").error("MARKER")
    thread = threading.Thread(target=lambda: int("MARKER"))
    thread.start()
    thread.join()
    Bad()
    print("MARKER", file=sys.stderr)
    diagnostics.say("a sentence")
    sys.__stderr__.write("a screen")
    sys.__stderr__.flush()
    return 3

app.run = run
app.main()
"""


def test_only_our_own_sentences_reach_stderr() -> None:
    done = subprocess.run([sys.executable, "-c", NOISE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "a sentence\na screen"


def test_no_stderr_at_all_is_no_fault() -> None:
    """``2>&-`` closes it."""
    command = [sys.executable, "-c", "import os, sys; os.close(2); os.execv(sys.executable, sys.argv[1:])"]
    done = subprocess.run([*command, sys.executable, "-m", "auditor", "version"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")

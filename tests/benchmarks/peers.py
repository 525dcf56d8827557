"""The environment of the peers, made for the benchmark alone: nothing of theirs is a requirement of the program."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pandera
import polars

PEERS = ("pointblank==1.1.1", "dataframely==3.1.2", "duckdb==2.0.1", "pyarrow", "pyyaml")


def interpreter(folder: Path | None) -> Path:
    """The Python of a virtual environment with the peers, made where it is not there yet.

    Polars and pandera are of the versions that auditor runs with here, so that nobody has a better one.
    """
    folder = folder or Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "auditor-benchmarks"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = [f"polars=={polars.__version__}", f"pandera[polars]=={pandera.__version__}", *PEERS]
    noted = folder / "installed.txt"
    if noted.is_file() and noted.read_text(encoding="utf-8").split() == wanted:
        return python
    venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], check=True)
    noted.write_text("\n".join(wanted), encoding="utf-8")
    return python

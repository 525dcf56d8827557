"""Files are read in several threads, of which none may be the first to need something that is loaded once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_polars_takes_in_numpy_before_there_are_threads(tmp_path: Path) -> None:
    """It replaces a module by another on the way, and a second thread then finds neither."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.csv").write_text("x;y\n1;2\n", encoding="utf-8")
    program = f"""
import pathlib, threading
from polars import _dependencies
taken_in, whole = [], _dependencies._LazyModule._import
def noted(self):
    taken_in.append((self._module_name, threading.current_thread() is threading.main_thread()))
    return whole(self)
_dependencies._LazyModule._import = noted
from auditor.extract import open_extract
extract = open_extract(pathlib.Path({str(tmp_path)!r}), ())
assert len(extract.tables) == 3
assert ("numpy", True) in taken_in, taken_in
assert all(main for name, main in taken_in), taken_in
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr

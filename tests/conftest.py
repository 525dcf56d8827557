"""What tests share: the real files, where they are."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("untimed", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("untimed")
"""No example fails because the machine has other things to do."""


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep rule sets beside the files of this run, for all its processes, and out of the user's cache."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    os.environ["XDG_CACHE_HOME"] = str(shared / "cache")


def real_files() -> Path | None:
    """The folder of real files made by others (AUDITOR_REAL, else ``shared/real`` beside the repository), or None."""
    told = os.environ.get("AUDITOR_REAL")
    folder = Path(told) if told else Path(__file__).resolve().parents[2] / "shared" / "real"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real files; the test is skipped where there is none."""
    folder = real_files()
    if folder is None:
        pytest.skip("the real files are not here")
    return folder

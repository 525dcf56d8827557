"""One archive for machines without a network: ``make bundle``.

Every wheel at its locked version for the Pythons in use, the program's own wheel, the locked hashes, the sum of every
file, and how to install. The same commit gives the same archive, byte for byte.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from release.targets import PYTHONS, ROOT, TARGETS, Target, needed
from release.wheels import pip_options

README = """\
auditor {version} for {target}, Python {pythons}

Installs without a network. / Installeres uten nett.

1. Check the files / kontroller filene:

     sha256sum -c SHA256SUMS

2. Install into an environment of its own / installer i et eget miljø:

     python3 -m venv auditor-venv
     PIP_FIND_LINKS=wheels auditor-venv/bin/python -m pip install --no-index --require-hashes -r requirements.txt

3. Try it / prøv:

     auditor-venv/bin/auditor demo
{windows}"""
WINDOWS = """
On Windows, python.exe and auditor.exe are in auditor-venv\\Scripts, "set PIP_FIND_LINKS=wheels" is a line of its own,
and sums are checked by Get-FileHash.
På Windows ligger python.exe og auditor.exe i auditor-venv\\Scripts, «set PIP_FIND_LINKS=wheels» er en linje for seg,
og summer kontrolleres med Get-FileHash.
"""

_WITHOUT_COMMITS = 315_532_800
"""The first moment that a zip file, and so a wheel, can tell."""


def epoch() -> int:
    """Seconds of the time that everything is dated by: SOURCE_DATE_EPOCH, else the last commit's, else 1980 began."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    told = subprocess.run(command, capture_output=True, text=True).stdout
    return int(told) if told.strip() else _WITHOUT_COMMITS


def build(folder: Path, *formats: str) -> list[Path]:
    """The program's own wheel, or other distributions (``--sdist``), dated by :func:`epoch`."""
    command = [sys.executable, "-m", "build", "--no-isolation", *(formats or ("--wheel",)), "--outdir", str(folder)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    subprocess.run([*command, str(ROOT)], check=True, env=environment, stdout=subprocess.DEVNULL)
    return sorted(folder.iterdir())


def gather(folder: Path, target: Target, pythons: Sequence[str]) -> Path:
    """Put everything into a folder; the program's own wheel."""
    wheels = folder / "wheels"
    for python in pythons:
        asked = folder / "asked.txt"
        asked.write_text("\n".join(each.lines() for each in needed(target, python)), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--require-hashes", "--ignore-requires-python", "--dest", str(wheels), "-r", str(asked)]
        subprocess.run([*command, *pip_options(target, python)], check=True)
        asked.unlink()
    (own,) = build(folder / "own")
    shutil.move(own, wheels / own.name)
    (folder / "own").rmdir()
    own = wheels / own.name
    sum_ = hashlib.sha256(own.read_bytes()).hexdigest()
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    version = own.name.split("-")[1]
    (folder / "requirements.txt").write_text(
        f"auditor=={version} \\\n    --hash=sha256:{sum_}\n{locked}", encoding="utf-8"
    )
    told = README.format(
        version=version,
        target=target.name,
        pythons=", ".join(pythons),
        windows=WINDOWS if target.name.startswith("windows") else "",
    )
    (folder / "README.txt").write_text(told, encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files]
    (folder / "SHA256SUMS").write_text("\n".join([*sums, ""]), encoding="utf-8")
    return own


def pack(folder: Path, archive: Path, name: str, date: int) -> None:
    """A folder as ``name`` in a tar.gz, in the order of its names, dated, and owned by nobody."""
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, date) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = tarfile.TarInfo(f"{name}/{path.relative_to(folder).as_posix()}")
            info.size, info.mtime, info.mode = path.stat().st_size, date, 0o644
            tar.addfile(info, io.BytesIO(path.read_bytes()))


def main() -> int:
    """Make the archive in ``dist`` and say where it is."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--target", choices=sorted(TARGETS), default="linux-x86_64")
    asked.add_argument("--python", action="append", choices=PYTHONS, help="all, where none is named")
    told = asked.parse_args()
    out = ROOT / "dist"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        own = gather(Path(work), TARGETS[told.target], told.python or PYTHONS)
        name = f"auditor-{own.name.split('-')[1]}-{told.target}"
        archive = out / f"{name}.tar.gz"
        pack(Path(work), archive, name, epoch())
    print(f"{archive.relative_to(ROOT)}, {archive.stat().st_size / 1e6:.0f} MB")
    print(hashlib.sha256(archive.read_bytes()).hexdigest())
    return 0


if __name__ == "__main__":
    sys.exit(main())

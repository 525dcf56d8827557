"""What differs from one operating system to another: whose a file is, where a user's own lie, how a run is ended.

Nothing else in the program asks which system it runs on.
"""

from __future__ import annotations

import os
import signal
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

POSIX = os.name == "posix"
OWNER_ALONE = 0o600
_FOLDER_OF_OWNER = 0o700
_ASKED = ("SIGTERM", "SIGBREAK")
"""Asked to end; the second is how Windows says it."""


def private_folder(path: Path) -> None:
    """Make a folder of its owner alone, and those above it as usual, where it is not there; OSError."""
    path.mkdir(mode=_FOLDER_OF_OWNER, parents=True, exist_ok=True)


def user_folder(kind: Literal["data", "config", "state", "cache"]) -> Path | None:
    """Where a user's own files of a kind lie; None for a user without a home folder, as services may be."""
    import platformdirs

    try:
        folder = Path(getattr(platformdirs, f"user_{kind}_dir")("auditor", appauthor=False))
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None


def create_private(path: Path, *, new: bool) -> None:
    """Make an empty file of its owner alone; OSError where it is there already and must be ``new``.

    On Windows the folder says who may read a file.
    """
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | (os.O_EXCL if new else 0), OWNER_ALONE))


def make_private(path: Path) -> None:
    """Let its owner alone read and write a file, whatever has written it."""
    path.chmod(OWNER_ALONE)


def open_to_others(status: os.stat_result) -> bool:
    """Whether others than the owner may read or write a file; unknown on Windows, and then said to be closed."""
    return POSIX and bool(status.st_mode & 0o077)


def read_beginning(path: Path, count: int) -> tuple[os.stat_result, bytes]:
    """The state and the first bytes of a file, both of the same one, without waiting at a pipe; OSError."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(descriptor)
        return status, os.read(descriptor, count) if stat.S_ISREG(status.st_mode) else b""
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Wait until a file is on the disk; OSError where it does not fit there."""
    _sync(path, os.O_RDWR)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk; OSError, also where the system cannot do it (Windows)."""
    _sync(path, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fill_closed_streams() -> None:
    """Put nothing where stdin, stdout or stderr was closed by whoever started this program.

    Otherwise the next file that is opened takes its number, and what is written there by others goes into that file.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def hidden_from_native_code(stream: TextIO) -> TextIO:
    """The stream by a descriptor that no other library knows, with nothing behind the one they do; OSError.

    On Windows, where native code does not go by descriptors, the stream itself.
    """
    if not POSIX:
        return stream
    stream.flush()
    known = stream.fileno()
    own = open(  # noqa: SIM115 - stays open until the end
        os.dup(known), "w", encoding=stream.encoding, errors=stream.errors, buffering=1, closefd=False
    )
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, known)
    os.close(nothing)
    return own


def without_core_files() -> None:
    """Let no image of the memory be written if this process dies; where there are none, nothing."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def when_ended(asked: Callable[[], None], lost: Callable[[], None] | None = None) -> None:
    """Call ``asked`` where another program asks this one to end, and ``lost`` where its terminal is gone.

    Without ``lost`` the system then ends it at once. A program that was told to go on without a terminal does. To be
    called from the main thread, where both are called as well.
    """
    for name in _ASKED:
        _handle(name, asked)
    _handle("SIGHUP", lost)


def end_without_terminal() -> None:
    """End at once as the system ends a program whose terminal is gone; to be called from ``lost``."""
    os.kill(os.getpid(), signal.SIGHUP)


def _handle(name: str, ending: Callable[[], None] | None) -> None:
    number = getattr(signal, name, None)
    if number is None or signal.getsignal(number) == signal.SIG_IGN:
        return

    def carry_out(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        assert ending is not None
        ending()

    signal.signal(number, signal.SIG_DFL if ending is None else carry_out)

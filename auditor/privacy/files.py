"""Files that only their owner can read, and that are whole or not there."""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from auditor import system
from auditor.privacy.errors import PrivacyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EINVAL}
"""Of file systems without hard links, network drives among them."""
_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp(\..*)?", re.DOTALL)
_ABANDONED = 24 * 60 * 60
"""Seconds without a change, after which a temporary file is one whose writer was killed."""


def private_folder(folder: Path) -> None:
    """Make a folder of its owner alone where there is none; PrivacyError where that cannot be done."""
    try:
        system.private_folder(folder)
    except OSError:
        raise PrivacyError("privacy.not_written", file=folder.name) from None


def write_private(path: Path, data: bytes | str, *, overwrite: bool = False) -> None:
    """Write ``data`` (text as UTF-8) to ``path`` with mode 0600, under a temporary name first.

    PrivacyError where the file exists and ``overwrite`` was not asked for, or it cannot be written; nothing is left
    behind.
    """
    with private_file(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)


@contextmanager
def private_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A temporary file beside ``path`` for others to fill; it becomes ``path`` when the block ends without an error.

    The file exists, empty, with mode 0600; when it has been filled it is synced and renamed. PrivacyError as in
    :func:`write_private`, and where the disk is full; other errors of the block pass through unchanged, and the
    temporary file is removed. Temporary files in the same folder that a killed writer left there a day ago or earlier
    are removed, too.
    """
    if path.is_dir() or (not overwrite and os.path.lexists(path)):
        raise PrivacyError("privacy.is_folder" if path.is_dir() else "privacy.file_exists", file=path.name)
    _remove_abandoned(path.parent)
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp{path.suffix}")
    try:
        system.create_private(temporary, new=True)
    except OSError:
        raise PrivacyError("privacy.not_written", file=path.name) from None
    try:
        yield temporary
        _publish(temporary, path, overwrite)
    except OSError as error:
        if error.errno in _FULL:
            raise PrivacyError("privacy.disk_full", file=path.name) from None
        raise
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _remove_abandoned(folder: Path) -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED:
                        os.unlink(entry.path)  # noqa: PTH108


def _publish(temporary: Path, path: Path, overwrite: bool) -> None:
    try:
        system.make_private(temporary)
        system.sync_file(temporary)
        if overwrite:
            temporary.replace(path)
        else:
            _rename_to_new(temporary, path)
    except FileExistsError:
        raise PrivacyError("privacy.file_exists", file=path.name) from None
    except OSError as error:
        key = "privacy.disk_full" if error.errno in _FULL else "privacy.not_written"
        raise PrivacyError(key, file=path.name) from None
    with suppress(OSError):
        system.sync_folder(path.parent)


def _rename_to_new(temporary: Path, path: Path) -> None:
    """Rename without overwriting what may have come there meanwhile: a hard link fails where the name is taken."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError from None
        temporary.replace(path)

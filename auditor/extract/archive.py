"""Archives and compressed files, unpacked in memory only and never by the names they hold."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from auditor.extract.sources import MAPPING_NAME, Source
from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from auditor.extract.limits import Limits
    from auditor.extract.section import Progress

_CHUNK = 1 << 20
_NESTED = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz")


def unpack_zip(source: Source, limits: Limits, progress: Progress) -> list[Source]:
    """The members of a zip file as sources named ``archive.zip!member``.

    The whole archive is refused (ExtractError) where a member is encrypted, damaged, a symbolic link or itself an
    archive, has an absolute path or ``..`` in its name, or where the archive unpacks to more than the limits, by what
    it says of itself or by what it really holds.
    """
    with source.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise ExtractError("extract.damaged", file=source.name, format="zip") from None
        with archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _inspect(source, members, limits)
            wanted = sorted((info for info in members if not _ignored(info.filename)), key=lambda info: info.filename)
            budget = limits.unpacked_bytes
            found = []
            for info in wanted:
                name = f"{source.name}!{info.filename}"
                progress.at(name)
                data = _member(archive, info, name, source, min(budget, _allowed(info.compress_size, limits)))
                budget -= len(data)
                found.append(Source(name, len(data), data=data))
    return found


def zip_mapping(source: Source, limits: Limits) -> bytes | None:
    """The mapping file at the top of an archive, or None."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            info = archive.getinfo(MAPPING_NAME)
            with archive.open(info) as member:
                return member.read(limits.mapping_bytes + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        return None


def check_zip_container(source: Source, data: bytes, limits: Limits) -> None:
    """Refuse a workbook that is a zip file and unpacks to more than the limits; damage is left to the reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(info.file_size for info in members) > limits.unpacked_bytes:
                raise ExtractError("extract.unpacks_too_large", file=source.name, limit=limits.unpacked_bytes)
            budget = _allowed(len(data), limits)
            for info in members:
                with archive.open(info) as member:
                    budget -= _drain(member, budget, source, limits)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        return


def unpack_gzip(source: Source, limits: Limits, progress: Progress) -> Source:
    """A gzip file as a source that holds its content in memory, with the hash of the packed bytes."""
    digest = hashlib.sha256()
    allowed = _allowed(source.size, limits)
    parts = io.BytesIO()
    total = 0
    unpacker = zlib.decompressobj(wbits=31)
    with source.open() as stream:
        fed = False
        while chunk := stream.read(_CHUNK):
            progress.at(source.name)
            digest.update(chunk)
            while chunk:
                if unpacker.eof:
                    if not chunk.strip(b"\0"):
                        break
                    unpacker = zlib.decompressobj(wbits=31)
                try:
                    part = unpacker.decompress(chunk, _CHUNK)
                except zlib.error:
                    raise ExtractError("extract.damaged", file=source.name, format="gzip") from None
                fed = True
                total += len(part)
                if total > allowed:
                    raise ExtractError("extract.unpacks_too_large", file=source.name, limit=allowed)
                parts.write(part)
                chunk = unpacker.unconsumed_tail or unpacker.unused_data
    if not fed or not unpacker.eof:
        raise ExtractError("extract.damaged", file=source.name, format="gzip")
    return source.with_data(parts.getvalue(), digest.hexdigest())


def _allowed(packed: int, limits: Limits) -> int:
    """How much ``packed`` bytes may unpack to."""
    return min(limits.unpacked_bytes, max(packed * limits.ratio, limits.ratio_from_bytes))


def _ignored(name: str) -> bool:
    path = PurePosixPath(name)
    return any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts) or path.name == MAPPING_NAME


def _inspect(source: Source, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What the archive's own directory gives away, before anything is unpacked."""
    if len(members) > limits.archive_members:
        raise ExtractError("extract.too_many_members", file=source.name, limit=limits.archive_members)
    for number, info in enumerate(members, 1):
        name = info.orig_filename.replace("\\", "/")
        unsafe = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0] or "\0" in name
        if unsafe or stat.S_ISLNK(info.external_attr >> 16):
            raise ExtractError("extract.unsafe_member", file=source.name, number=number)
        if info.flag_bits & 0x1:
            raise ExtractError("extract.encrypted", file=source.name)
        if name.lower().endswith(_NESTED) and not _ignored(name):
            raise ExtractError("extract.nested_archive", file=source.name, number=number)
    total = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if total > _allowed(packed, limits):
        raise ExtractError("extract.unpacks_too_large", file=source.name, limit=_allowed(packed, limits))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, source: Source, allowed: int) -> bytes:
    parts = io.BytesIO()
    total = 0
    try:
        with archive.open(info) as member:
            while part := member.read(_CHUNK):
                total += len(part)
                if total > allowed:
                    raise ExtractError("extract.unpacks_too_large", file=source.name, limit=allowed)
                parts.write(part)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise ExtractError("extract.damaged", file=name, format="zip") from None
    return parts.getvalue()


def _drain(member: IO[bytes], budget: int, source: Source, limits: Limits) -> int:
    total = 0
    while part := member.read(_CHUNK):
        total += len(part)
        if total > budget:
            raise ExtractError("extract.unpacks_too_large", file=source.name, limit=limits.unpacked_bytes)
    return total

"""Truth values as bits, eight a byte, which is how Polars keeps them: what is rare is found eight times as fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.arrow import Chunk, chunks

Bitmap = npt.NDArray[np.uint8]
"""Bits of rows, the first one lowest in the first byte; those after the last row are 0."""
_SPARSE = 8
"""Bytes looked at for one that has a bit set, from which on it pays to pass over the others."""


@dataclass(frozen=True)
class Truths:
    """A column of true, false and unknown."""

    size: int
    true: Bitmap
    known: Bitmap | None
    """None where every value is known."""

    @property
    def false(self) -> Bitmap:
        """Where the value is known to be false."""
        known = self.known if self.known is not None else _all(self.size)
        return known & ~self.true

    @property
    def unknown(self) -> Bitmap | None:
        """Where nothing is known; None where that is nowhere."""
        return None if self.known is None else ~self.known & _all(self.size)


def truths(values: pl.Series) -> Truths:
    """The bits of a Boolean series."""
    parts = chunks(values, b"b")
    if parts is None:
        true = values.fill_null(value=False).to_numpy()
        known = values.is_not_null().to_numpy() if values.null_count() else None
        return Truths(len(values), _packed(true), None if known is None else _packed(known))
    read = [(part.length, _bits(part, 1), _bits(part, 0) if part.buffers[0] else None) for part in parts]
    if len(read) == 1:
        size, true, known = read[0]
    else:
        size = len(values)
        true = _joined([(length, bits) for length, bits, _ in read])
        whole = all(bits is None for _, _, bits in read)
        known = (
            None if whole else _joined([(length, _all(length) if bits is None else bits) for length, _, bits in read])
        )
    return Truths(size, true if known is None else true & known, known)


def count(bits: Bitmap) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(bits).sum())


def places(bits: Bitmap) -> npt.NDArray[np.intp]:
    """Where bits are set, in order."""
    filled = np.flatnonzero(bits != 0)
    if len(filled) * _SPARSE > len(bits):
        return np.flatnonzero(np.unpackbits(bits, bitorder="little").view(np.bool_))
    found = np.flatnonzero(np.unpackbits(bits[filled], bitorder="little").view(np.bool_))
    rows: npt.NDArray[np.intp] = filled[found >> 3] * 8 + (found & 7)
    return rows


def _bits(part: Chunk, buffer: int) -> Bitmap:
    """The bits of a chunk, from bit 0 on and with nothing after its last row."""
    skipped = part.offset % 8
    bits: Bitmap = part.array(buffer, np.uint8, part.offset // 8, (skipped + part.length + 7) // 8)
    if skipped:
        return np.packbits(np.unpackbits(bits, bitorder="little")[skipped : skipped + part.length], bitorder="little")
    bits = bits.copy()
    if part.length % 8:
        bits[-1] &= (1 << part.length % 8) - 1
    return bits


def _joined(parts: list[tuple[int, Bitmap]]) -> Bitmap:
    """The bits of several parts after each other, each moved to where the one before ends."""
    size = sum(length for length, _ in parts)
    whole = np.zeros((size + 7) // 8 + 1, np.uint8)
    first = 0
    for length, bits in parts:
        byte, moved = divmod(first, 8)
        if moved:
            whole[byte : byte + len(bits)] |= bits << moved
            whole[byte + 1 : byte + 1 + len(bits)] |= bits >> (8 - moved)
        else:
            whole[byte : byte + len(bits)] = bits
        first += length
    return whole[:-1]


def _packed(values: npt.NDArray[np.bool_]) -> Bitmap:
    return np.packbits(values, bitorder="little")


def _all(size: int) -> Bitmap:
    bits = np.full((size + 7) // 8, 255, np.uint8)
    if size % 8:
        bits[-1] = (1 << size % 8) - 1
    return bits

"""The buffers of a Polars series, by the Arrow C stream interface (Apache Arrow specification).

Nothing is copied: a chunk's memory may be looked at for as long as the chunk is held.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl


class _Array(ctypes.Structure):
    """``struct ArrowArray``."""


_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.PYFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", ctypes.c_void_p),
]


class _Schema(ctypes.Structure):
    """``struct ArrowSchema``."""


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.PYFUNCTYPE(None, ctypes.POINTER(_Schema))),
    ("private_data", ctypes.c_void_p),
]


class _Stream(ctypes.Structure):
    """``struct ArrowArrayStream``; released by the capsule that holds it."""


_Stream._fields_ = [
    ("get_schema", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


class _Held:
    """An array that was handed over, given back when nobody holds it any more."""

    def __init__(self, array: _Array) -> None:
        self._array = array

    def __del__(self) -> None:
        self._array.release(ctypes.byref(self._array))


@dataclass(frozen=True)
class Chunk:
    """A part of a series: its rows and the addresses of its buffers, 0 for one that is not there."""

    length: int
    offset: int
    """Rows before the first one in the buffers."""
    buffers: tuple[int, ...]
    _held: _Held

    def array(self, buffer: int, dtype: type[np.generic], first: int, count: int) -> npt.NDArray[Any]:
        """So many values of a buffer from the ``first`` on, where they lie."""
        item = np.dtype(dtype).itemsize
        memory = (ctypes.c_uint8 * (count * item)).from_address(self.buffers[buffer] + first * item)
        found: npt.NDArray[Any] = np.ctypeslib.as_array(memory).view(dtype)
        return found


def chunks(series: pl.Series, form: bytes) -> list[Chunk] | None:
    """The chunks of a series; None where it is not kept in that Arrow format, or the bytes of a number are reversed."""
    if sys.byteorder != "little":
        return None
    capsule = series.__arrow_c_stream__(None)
    stream = ctypes.cast(_pointer(capsule, b"arrow_array_stream"), ctypes.POINTER(_Stream))
    if _format(stream) != form:
        return None
    found: list[Chunk] = []
    while True:
        array = _Array()
        if stream.contents.get_next(stream, ctypes.byref(array)) != 0:
            raise pl.exceptions.ComputeError("a column could not be handed over")
        if not array.release:
            return found
        held = _Held(array)
        if array.length:
            buffers = tuple(array.buffers[each] or 0 for each in range(array.n_buffers))
            found.append(Chunk(array.length, array.offset, buffers, held))


def _format(stream: ctypes._Pointer[_Stream]) -> bytes | None:
    schema = _Schema()
    if stream.contents.get_schema(stream, ctypes.byref(schema)) != 0:
        return None
    form: bytes = schema.format
    schema.release(ctypes.byref(schema))
    return form

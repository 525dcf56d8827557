"""Where decisions about reception centres are written: the mapping file of the extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditor.extract.mapping import read_centres
from auditor.extract.sources import MAPPING_NAME
from auditor.model.errors import MappingError

if TYPE_CHECKING:
    from auditor.extract.centre_mapping import Centres
    from auditor.model.extract import Extract


def mapping_file(extract: Extract) -> Path:
    """The mapping file that an extract was read with, or the one it would be read with.

    MappingError where that lies in an archive.
    """
    used = extract.manifest.mapping_file
    if used is not None and "!" in Path(used).name:
        raise MappingError("centres.mapping_in_zip")
    if used is not None:
        return Path(used)
    path = Path(extract.manifest.path)
    return (path if path.is_dir() else path.absolute().parent) / MAPPING_NAME


def decided(extract: Extract) -> Centres:
    """What the mapping file of an extract says of centres; nothing where it has none, or one within an archive.

    MappingError where it can no longer be read.
    """
    used = extract.manifest.mapping_file
    return read_centres(Path(used)) if used is not None and "!" not in Path(used).name else {}

"""What all files that people write are made of: names, SQL, texts in both languages, sources, no unknown keys."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, model_validator

Name = Annotated[StrictStr, Field(pattern=r"^[a-zæøå][a-z0-9_æøå]*$")]
Sql = Annotated[StrictStr, Field(min_length=1, max_length=4000)]
Scalar = StrictStr | bool | StrictInt | float | dt.date | None


class Strict(BaseModel):
    """Unknown keys are errors: a misspelt key must not be a silently missing condition."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class TextEntry(Strict):
    """A text in both languages."""

    nb: StrictStr = Field(min_length=1)
    en: StrictStr = Field(min_length=1)


class BasisEntry(Strict):
    """Where a rule comes from: exactly one of the keys."""

    law: StrictStr | None = None
    regulation: StrictStr | None = None
    seed: StrictStr | None = None
    standard: StrictStr | None = None
    imdi: StrictStr | None = None
    ssb: StrictStr | None = None
    ours: StrictStr | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> BasisEntry:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("one_basis")
        return self

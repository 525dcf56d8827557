"""``make docs``: writes anew what is made from the program and kept beside it."""

from __future__ import annotations

from auditor.bundled import bundled
from auditor.published import json_schema as published_schema
from auditor.rulesets import json_schema
from tests.picture import FILE, picture

if __name__ == "__main__":
    FILE.write_text(picture(), encoding="utf-8", newline="\n")
    json_schema.write(bundled("rules") / "schema")
    published_schema.write(bundled("rules") / "schema")

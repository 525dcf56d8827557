"""Under which licences the packages stand that come with the program, as a page: ``python -m release.licences``.

Read from the metadata of the installed packages, which must be those of ``requirements.txt``.
"""

from __future__ import annotations

import sys
from importlib import metadata

from release.targets import ROOT, locked

PAGE = ROOT / "docs" / "licences.md"
_CLASSIFIER = "License :: OSI Approved :: "
_SHORT = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "The MIT License (MIT)": "MIT",
    "Apache License, Version 2.0": "Apache-2.0",
}


def licence_of(package: str) -> str:
    """The licence a package names, by its SPDX expression, else its classifier, else its short licence field."""
    told = metadata.metadata(package)
    if expression := told.get("License-Expression"):
        return expression
    classified = [each.removeprefix(_CLASSIFIER) for each in told.get_all("Classifier", []) if _CLASSIFIER in each]
    name = ", ".join(classified) or (told.get("License") or "").strip().splitlines()[0]
    return _SHORT.get(name, name)


def page() -> str:
    """The page; PackageNotFoundError for a package that is needed here and not installed."""
    versions: dict[str, list[str]] = {}
    for each in locked():
        versions.setdefault(each.name, []).append(str(each.requirement.specifier).removeprefix("=="))
    lines = [
        "# Licences of what comes with the program",
        "",
        "The packages of `requirements.txt`, which are installed with `auditor` and lie in its archive for machines",
        "without a network. `auditor` itself is [MIT](../LICENSE). Written by `python -m release.licences`.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
    ]
    for name, known in versions.items():
        lines.append(f"| {name} | {', '.join(known)} | {_ELSEWHERE.get(name) or licence_of(name)} |")
    return "\n".join([*lines, ""])


_ELSEWHERE = {"colorama": "BSD-3-Clause"}
"""Of packages that are installed on Windows alone, as their licence file says."""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)

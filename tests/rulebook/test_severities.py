"""The README of a rule set argues its severities, and tells how many rules have which."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from auditor.bundled import bundled
from auditor.model.vocabulary import Severity
from auditor.rulesets import load

ARGUED = ("nir", "mottak", "bosetting", "prover")


@pytest.mark.parametrize("name", ARGUED)
def test_the_mix_is_told_as_it_is(name: str) -> None:
    """Each severity has its number of written rules and an argument, and every rule named there is of the set."""
    text = (bundled("rules") / name / "README.md").read_text(encoding="utf-8")
    own = [each for each in load(name).rules if not each.generated and each.file.startswith(f"{name}/")]
    counted = Counter(each.severity.key for each in own)
    heads, told = (re.findall(r"[\w]+", line) for line in text.splitlines() if re.match(r"\| \w", line))
    assert set(heads) == {each.key for each in Severity}
    assert dict(zip(heads, map(int, told), strict=True)) == {head: counted[head] for head in heads}
    assert [head for head in heads if f"- **{head}**" not in text] == []
    assert set(re.findall(r"[A-Z]{3}-[A-Z]{3}-[0-9]{3}", text)) <= {each.id for each in own}

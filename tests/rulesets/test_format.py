"""Mistakes in rule files are told with file, line, place and what was expected, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.rulesets.loading import load
from tests.rulesets import writing

FINE = writing.rule("require: timer > 1")

JARGON = ("pydantic", "Input should", "str_type", "dict", "NoneType", "instance of", "{", "}", "'", "union_tag", "None")

MISTAKES = {
    "unknown key": (FINE.replace("severity:", "alvor:"), 5, "P-1 › alvor", "en av"),
    "key almost right": (FINE.replace("require:", "requires:"), 12, "P-1 › requires", "mente du require"),
    "message without English": (FINE.replace(", en: Rett.}", "}"), 8, "P-1 › message › en", "som mangler"),
    "no remedy": ("".join(x for x in FINE.splitlines(True) if "remedy" not in x), 2, "P-1 › remedy", "som mangler"),
    "no examples": ("".join(x for x in FINE.splitlines(True) if "examples" not in x), 2, "P-1 › examples", "mangler"),
    "no failing example": (
        writing.rule("require: timer > 1", examples="{fails: [], passes: [{timer: 2}]}"), 10, "fails", "minst 1",
    ),
    "empty text": (FINE.replace("nb: Rett det", 'nb: ""'), 9, "P-1 › remedy › nb", "ikke er tom"),
    "wrong severity": (FINE.replace("severity: error", "severity: stor"), 5, "severity", "info, warning, error"),
    "wrong kind": (writing.rule("kind: rad\nrequire: timer > 1"), 2, "P-1", "row, code_list, identifier"),
    "number for text": (FINE.replace("nb: Rett det", "nb: 12"), 9, "P-1 › remedy › nb", "tekst (i anførselstegn"),
    "Norway": (FINE.replace("nb: Rett det", "nb: NO"), 9, "P-1 › remedy › nb", "tekst (i anførselstegn"),
    "text for list": (writing.rule("require: timer > 1\nblame: timer"), 12, "P-1 › blame", "en liste"),
    "text for mapping": (FINE.replace("{nb: Rett det, en: Correct it}", "Rett det"), 9, "remedy", "nøklene en, nb"),
    "two reasons": (FINE.replace("law: prøveloven § 1", "law: x, seed: y"), 7, "P-1 › basis › 1", "nøyaktig én av law"),
    "rule id": (FINE.replace("P-1", "p1"), 2, "p1 › id", "NIR-AVS-002"),
    "wrong date": (writing.rule("require: timer > 1\nvalid: {from: i fjor}"), 13, "valid › from", "2021-01-01"),
    "field name": (writing.rule("require: timer > 1\nblame: [Timer]"), 12, "P-1 › blame › 1", "små bokstaver"),
    "share without limit": (
        writing.rule("kind: share\nby: [kommunenummer]\nof: timer IS NULL"), 2, "P-1", "max_share, min_share",
    ),
    "share over 1": (
        writing.rule("kind: share\nby: [kommunenummer]\nof: timer IS NULL\nmax_share: 20"), 15, "max_share", "høyst 1",
    ),
    "days as text": (
        writing.rule("kind: gap\nby: [person_id]\nstart: start_dato\nend: slutt_dato\nmax_days: mange"), 16, "max_days",
        "et heltall",
    ),
    "too long": (writing.rule("require: " + "timer > 1 AND " * 400 + "TRUE"), 12, "require", "høyst 4000 tegn"),
    "a list of rules": ("  - 12\n", 2, "rules › 1", "nøkl"),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "line", "place", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(tmp_path: Path, rules: str, line: int, place: str, expected: str) -> None:
    """File, line, place and expectation are right, and no word of Python or its libraries is in the sentence."""
    folder = writing.write(tmp_path, rules)
    with pytest.raises(RuleSetError) as caught:
        load(folder)
    error = caught.value
    assert error.key == "rulesets.format"
    assert error.facts["file"] == "prove/regler.yaml"
    assert str(error.facts["place"]).endswith(place)
    written = (folder / "regler.yaml").read_text().splitlines()[int(str(error.facts["line"])) - 1]
    assert abs(int(str(error.facts["line"])) - line) <= 1, written
    bokmaal, english = Translator("nb").error(error), Translator("en").error(error)
    assert expected in bokmaal
    assert bokmaal != english
    for sentence in (bokmaal, english):
        assert "prove/regler.yaml" in sentence
        for word in JARGON:
            assert word not in sentence


def test_codes_and_references(tmp_path: Path) -> None:
    """A code list has codes or a reference; unquoted codes are refused where they stand."""
    codes = writing.CODES.replace("    source: prøve\n", "    source: prøve\n    reference: countries\n", 1)
    with pytest.raises(RuleSetError, match="codes_or_reference"):
        load(writing.write(tmp_path, FINE, codes=codes))
    with pytest.raises(RuleSetError) as caught:
        load(writing.write(tmp_path, FINE, codes=writing.CODES.replace("code: Utdanning", "code: 12")))
    assert caught.value.facts["line"] == "7"
    assert "anførselstegn" in Translator("nb").error(caught.value)


def test_head(tmp_path: Path) -> None:
    """``ruleset.yaml`` is validated, too, and an unquoted version is a number."""
    with pytest.raises(RuleSetError) as caught:
        load(writing.write(tmp_path, ruleset=writing.HEAD.replace('"1"', "1")))
    assert caught.value.facts["file"] == "prove/ruleset.yaml"
    assert caught.value.facts["line"] == "2"

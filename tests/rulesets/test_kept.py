"""A rule set kept in the user's cache is the one its files say, and a bad cache costs nothing but time."""

from __future__ import annotations

import hashlib
import os
import pickle
import pickletools
from pathlib import Path

import pytest

from auditor import rulesets, system
from auditor.bundled import bundled
from auditor.rulesets import kept, loading
from auditor.rulesets.reading import read

STATE = b"s" * 32


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of the user's."""
    monkeypatch.setattr(system, "user_folder", lambda kind: tmp_path / kind)
    return tmp_path / "cache" / "rulesets"


def test_what_comes_back_is_what_was_kept(cache: Path) -> None:
    ruleset = read(bundled("rules") / "prover", checked=False)
    kept.keep("prover", STATE, ruleset)
    again = kept.recall("prover", STATE)
    assert again == ruleset
    assert again is not ruleset
    steps = [step.name for step, _, _ in pickletools.genops((cache / "prover.kept").read_bytes()[64:])]
    assert steps.count("BUILD") <= len(ruleset.tables) + 1 < steps.count("REDUCE")
    if os.name == "posix":
        assert (cache / "prover.kept").stat().st_mode & 0o777 == 0o600


def test_another_state_of_the_files_has_nothing_kept(cache: Path) -> None:
    kept.keep("prover", STATE, read(bundled("rules") / "prover", checked=False))
    assert kept.recall("prover", b"t" * 32) is None


def test_the_state_changes_with_a_rule_file(tmp_path: Path) -> None:
    file = tmp_path / "one" / "rules.yaml"
    file.parent.mkdir()
    file.write_text("rules: []\n")
    before = kept.state_of(tmp_path)
    assert kept.state_of(tmp_path) == before
    os.utime(file, ns=(1, 1))
    assert kept.state_of(tmp_path) != before


class Harm:
    """What a hostile pickle is made of."""

    def __reduce__(self) -> object:
        return os.system, ("touch harmed",)


def _written(cache: Path, data: bytes, state: bytes = STATE) -> None:
    cache.mkdir(parents=True)
    (cache / "prover.kept").write_bytes(state + hashlib.sha256(data).digest() + data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle at all",
        pickle.dumps(Harm()),
        pickle.dumps(["a list, no rule set"]),
        pickle.dumps(RuntimeError),
        b"\x80\x05\x8c\x0eauditor.model.\x8c\x02os\x93.",
        b"cauditor.model.ruleset\ndt.datetime\n.",
        b"cauditor.model.ruleset\nfield\n.",
    ],
)
def test_a_foreign_file_builds_nothing(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    _written(cache, data)
    assert kept.recall("prover", STATE) is None
    assert not Path("harmed").exists()


def test_a_damaged_file_is_read_anew_from_the_rules(cache: Path) -> None:
    loading._bundled.cache_clear()
    first = rulesets.load("prover")
    file = cache / "prover.kept"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    loading._bundled.cache_clear()
    assert rulesets.load("prover") == first
    assert file.read_bytes() != bytes(content)


def test_a_folder_that_cannot_be_written_to_keeps_nothing(cache: Path) -> None:
    cache.parent.parent.mkdir(exist_ok=True)
    cache.parent.write_text("a file where the folder should be")
    loading._bundled.cache_clear()
    assert rulesets.load("prover").name == "prover"

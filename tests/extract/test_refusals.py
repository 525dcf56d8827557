"""What cannot be read is refused with a reason that names no value; the rest of the delivery still loads."""

from __future__ import annotations

import os
import string
from typing import TYPE_CHECKING

import pytest
from extract_helpers import MARKER, TABLES, keys, only, rows, write

from auditor.extract import Limits, open_extract
from auditor.locale import LANGUAGES, Translator
from auditor.model.errors import Cancelled, ExtractError
from tests.peak import run_measured

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "person_id;kommunenummer;født\n1;0301;x\n"
PIVOT = (
    "Region;Antall;Antall;Antall\n;Personer;Personer;Prosent\n;2022;2023;2024\n"
    + "".join(f"{MARKER};{n};{n + 1};{n + 2}\n" for n in range(9))
)  # fmt: skip
PIVOT_UNIQUE = "Region;A;B;C\n;Personer;Familier;Prosent\n" + "".join(f"{MARKER};{n};1;2\n" for n in range(9))
REFUSED = {
    "empty": ("", "extract.empty_file"),
    "only_blanks": ("\n \n\r\n", "extract.empty_file"),
    "bom_only": ("\ufeff", "extract.empty_file"),
    "pivot": (PIVOT, "extract.several_header_rows"),
    "pivot_unique": (PIVOT_UNIQUE, "extract.several_header_rows"),
    "repeated": (f"a;b;a\n{MARKER};1;2\n", "extract.repeated_headers"),
    "blank_header": (f"a;;b\n{MARKER};1;2\n", "extract.blank_headers"),
    "blank_last_header": (f"a;b;\n{MARKER};1;2\n{MARKER};1;\n", "extract.blank_headers"),
    "reserved": (f"a;__row\n{MARKER};1\n", "extract.reserved_headers"),
    "no_header": (f"{MARKER};13861099842;2024-01-01\n{MARKER};1;2024-01-01\n", "extract.no_header"),
    "no_header_joined": (f"{MARKER};131199 42342 M\n{MARKER};1\n", "extract.no_header"),
    "title": (f"Rapport {MARKER}\na;b;c\n1;2;3\n4;5;6\n7;8;9\n7;8;9\n7;8;9\n", "extract.title_lines"),
    "fixed_width": (f"{MARKER:<111}\n" * 5, "extract.fixed_width"),
    "nul": (f"a;b\n{MARKER};\0\n", "extract.nul_bytes"),
    "utf16_without_bom": ("a;b\n1;2\n".encode("utf-16-le"), "extract.nul_bytes"),
    "nul_late": (b"a;b\n" + b"1;2\n" * 400_000 + b"\0\n", "extract.nul_bytes"),
    "binary": (bytes(range(1, 32)) * 50 + b"\n" + MARKER.encode(), "extract.binary"),
    "xlsx_called_csv": (b"PK\x03\x04" + b"x" * 50, "extract.not_text"),
    "pdf_called_csv": (b"%PDF-1.7\n" + MARKER.encode(), "extract.not_text"),
    "bad_quotes": (f'a;b\n"{MARKER};1\n"x";"y;z"q";2\n', "extract.bad_quotes"),
    "open_quote": (f'a;b\n1;2\n3;"{MARKER}\n4;5;6\n', "extract.bad_quotes"),
    "too_wide": (";".join(f"k{n}" for n in range(2001)) + "\n" + MARKER, "extract.too_many_columns"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_single_file_is_refused_with_its_reason(tmp_path: Path, case: str) -> None:
    content, key = REFUSED[case]
    with pytest.raises(ExtractError) as caught:
        open_extract(write(tmp_path, "a.csv", content))
    assert caught.value.key == key
    assert caught.value.facts["file"] == "a.csv"


@pytest.mark.parametrize("case", REFUSED)
def test_the_rest_of_the_delivery_still_loads(tmp_path: Path, case: str) -> None:
    content, key = REFUSED[case]
    write(tmp_path, "a.csv", content)
    write(tmp_path, "person.csv", GOOD)
    extract = open_extract(tmp_path, TABLES)
    assert rows(extract.tables["person"]) == [(0, "1", "0301", "x")]
    assert key in keys(extract)
    assert all(problem.severity >= 3 for problem in extract.problems if problem.key == key)


@pytest.mark.parametrize("case", REFUSED)
def test_no_sentence_holds_a_value(tmp_path: Path, case: str) -> None:
    content, _ = REFUSED[case]
    with pytest.raises(ExtractError) as caught:
        open_extract(write(tmp_path, "a.csv", content))
    error: BaseException | None = caught.value
    while error is not None:
        assert MARKER not in str(error)
        assert error.__suppress_context__ or error.__context__ is None or MARKER not in str(error.__context__)
        error = error.__cause__
    for language in LANGUAGES:
        sentence = Translator(language)(caught.value.key, **caught.value.facts)
        assert MARKER not in sentence
        assert "13861099842" not in sentence


@pytest.mark.parametrize(
    "name", ["a.pdf", "a.docx", "a.sas7bdat", "a.json", "a.7z", "a.sqlite", "a.whatever", "uten_endelse", "a.tar.gz"]
)
def test_other_file_types_are_refused_with_what_to_export(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExtractError) as caught:
        open_extract(write(tmp_path, name, MARKER))
    assert caught.value.key.startswith("extract.unsupported")
    assert name in Translator("nb")(caught.value.key, **caught.value.facts)


def test_a_line_beyond_the_limit_is_refused_where_it_stands(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "a;b\n1;2\n" + "x" * 3_000 + ";1\n3;4\n")
    with pytest.raises(ExtractError) as caught:
        open_extract(path, limits=Limits(line_bytes=2_000))
    assert (caught.value.key, caught.value.facts["line"]) == ("extract.line_too_long", "3")


@pytest.mark.parametrize("start", [b"", b"a;b\n1;2\n", b'a;b\n1;"2\n'])
def test_a_line_without_end_is_refused_in_bounded_memory(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(start)
        block = b"x" * (1 << 20)
        for _ in range(200):
            stream.write(block)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import polars\n"
        "from auditor.extract import open_extract\n"
        "from auditor.model.errors import ExtractError\n"
        "before = peak()\n"
        "try:\n    open_extract(Path(sys.argv[1]))\n"
        "except ExtractError as error:\n    print(error.key)\n"
        "print((peak() - before) >> 20)\n"
    )
    key, grown = run_measured(code, path)
    assert key == "extract.line_too_long"
    assert int(grown) < 160


def test_a_header_row_named_by_the_user_settles_titles(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "Rapport\n\na;b;c\n1;2;3\n4;5;6\n7;8;9\n")
    write(tmp_path, "auditor.toml", '[files."a.csv"]\nheader_row = 3\n')
    raw = only(open_extract(tmp_path))
    assert rows(raw)[0] == (0, "1", "2", "3")
    assert raw.location(0) == ("a.csv", 4)


def test_words_for_hidden_numbers_do_not_look_like_headers(tmp_path: Path) -> None:
    body = "".join(f"{n};{n};Anonymisert\n{n};Prikket (<5);3\n" for n in range(20))
    raw = only(open_extract(write(tmp_path, "a.csv", "k;a;b\n1;Anonymisert;Anonymisert\n" + body)))
    assert len(rows(raw)) == 41


def test_a_path_that_is_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"extract\.not_found"):
        open_extract(tmp_path / "nei")
    with pytest.raises(ExtractError, match=r"extract\.folder_empty"):
        open_extract(tmp_path)
    write(tmp_path, ".skjult.csv", "a\n1\n")
    write(tmp_path, "~$a.xlsx", "")
    write(tmp_path, "auditor.toml", "")
    with pytest.raises(ExtractError, match=r"extract\.folder_empty"):
        open_extract(tmp_path)


def test_links_in_a_circle_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "under").mkdir()
    (tmp_path / "under" / "opp").symlink_to(tmp_path)
    (tmp_path / "selv").symlink_to(tmp_path / "selv")
    write(tmp_path, "under/person.csv", GOOD)
    extract = open_extract(tmp_path, TABLES)
    assert [file.name for file in extract.manifest.files] == ["under/person.csv"]
    assert "extract.unreadable" in keys(extract) or "extract.unsupported" in keys(extract)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission_are_told(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "a\n1\n").chmod(0)
    with pytest.raises(ExtractError, match=r"extract\.not_permitted"):
        open_extract(tmp_path / "a.csv")


def test_a_refused_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path as AnyPath

    path = write(tmp_path, "a.csv", "a\n1\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, MARKER)

    monkeypatch.setattr(AnyPath, "open", refuse)
    with pytest.raises(ExtractError) as caught:
        open_extract(path)
    assert str(caught.value) == "extract.not_permitted(file=a.csv)"


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    from auditor.extract.sources import Source

    with pytest.raises(ExtractError, match=r"extract\.vanished"):
        Source("a.csv", 1, tmp_path / "a.csv").read()


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ror.csv")
    with pytest.raises(ExtractError, match=r"extract\.not_a_file"):
        open_extract(tmp_path / "ror.csv")
    with pytest.raises(ExtractError, match=r"extract\.folder_empty"):
        open_extract(tmp_path)


def test_nothing_recognised_tells_why_for_each(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "x;y\n1;2\n")
    write(tmp_path, "b.pdf", "")
    with pytest.raises(ExtractError) as caught:
        open_extract(tmp_path, TABLES)
    assert caught.value.key == "extract.nothing_recognised"
    assert {problem.key for problem in caught.value.problems} == {  # type: ignore[attr-defined]
        "extract.unrecognised",
        "extract.unsupported_document",
    }


def test_the_caller_can_stop_the_reading(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", b"a;b\n" + b"1;2\n" * 1_000_000)

    def stop(_: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        open_extract(tmp_path, tick=stop)


def test_the_caller_hears_which_file_is_read(tmp_path: Path) -> None:
    heard: list[str] = []
    open_extract(write(tmp_path, "a.csv", "a;b\n1;2\n"), tick=heard.append)
    assert heard[-1] == "a.csv"


def test_importing_the_package_is_cheap() -> None:
    import subprocess
    import sys

    code = "import sys, auditor.extract, auditor.extract.mapping\nprint({'polars', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_every_notice_makes_a_sentence_without_values(tmp_path: Path) -> None:
    """A delivery with as many oddities as fit into one, each with a marker where it could leak."""
    write(tmp_path, "person_1.csv", f"Person ID;person_id;knr;foedt_dato\n{MARKER};2;301;x\n\n{MARKER}\n")
    write(tmp_path, "person_2.csv", f"Person ID;person_id;knr;foedt_dato\n{MARKER};2;301;x\n\n{MARKER}\n")
    write(tmp_path, "person_3.csv", f'duf nummer;knr\n"{MARKER}" x;"y"\nBod?;{MARKER}\n')
    write(tmp_path, "person_4.csv", "person_id;knr\n")
    write(tmp_path, "deltakere.csv", f"a;b\n{MARKER};2\n")
    write(tmp_path, "ukjent.csv", f"a;b\n{MARKER};Troms?\n".encode() + b"\xf8;\xc3\xb8\n")
    write(tmp_path, "dobbel.csv", f"a;b\n{MARKER};ÅÆØ ø\n".encode().decode("latin-1"))
    write(tmp_path, "pivot.csv", PIVOT)
    write(
        tmp_path,
        "auditor.toml",
        '[tables.person]\ncolumns.kommunenummer = "knr"\nrepairs.kommunenummer = "pad_zeros:4"\n',
    )
    found = set(keys(open_extract(tmp_path, TABLES)))
    assert found >= {
        "extract.field_twice", "extract.blank_lines", "extract.same_content", "extract.irregular_quotes",
        "extract.header_only", "extract.columns_do_not_fit", "extract.unrecognised", "extract.mixed_encoding",
        "extract.double_encoded", "extract.several_header_rows", "extract.zeros_padded", "extract.lost_letters",
        "extract.lost_letters_field", "extract.column_missing_near",
    }  # fmt: skip


def test_keys_and_placeholders_are_the_same_in_both_languages() -> None:
    """Every key the package uses is in both catalogues, with the same facts."""
    import re
    from pathlib import Path as AnyPath

    import auditor.extract
    from auditor.locale.catalogue import _area

    names = {language: _area(language, "extract") for language in LANGUAGES}
    assert names["nb"].keys() == names["en"].keys()
    for key in names["nb"]:
        facts = [{name for _, name, _, _ in string.Formatter().parse(names[each][key]) if name} for each in LANGUAGES]
        assert facts[0] == facts[1], key
    source = "\n".join(path.read_text() for path in AnyPath(auditor.extract.__file__).parent.glob("*.py"))
    used = set(re.findall(r'"(extract\.[a-z_0-9]+)"', source))
    made = set(re.findall(r'f"(extract\.[a-z_0-9]+)\{', source))
    assert used <= names["nb"].keys()
    unused = {key for key in names["nb"] if key not in used and not any(key.startswith(start) for start in made)}
    assert unused == set()

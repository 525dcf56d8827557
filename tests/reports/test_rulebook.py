"""The rule book is whole, its links lead somewhere, and no text of a rule file becomes markup."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from auditor import rulesets
from auditor.locale import LANGUAGES, Translator
from auditor.model.rule import Basis
from auditor.model.ruleset import RuleSet
from auditor.model.table import Since
from auditor.model.text import Text
from auditor.privacy.errors import PrivacyError
from auditor.reports.rulebook import HTML_FILE, book_files, rule_book, write_book
from auditor.reports.rulebook.book import RuleBookError
from auditor.reports.rulebook.document import slug
from auditor.reports.rulebook.indexes import paragraphs_of
from auditor.reports.rulebook.rule_pages import rule_page_name
from tests.privacy.hostile import HOSTILE
from tests.rulebook import WIDEST
from tests.small import write_ruleset

GOLDEN = Path(__file__).parent / "golden" / "rulebook"
LINK = re.compile(r"\]\(<([^>#]+)(?:#([^>]+))?>\)")


class Outline(HTMLParser):
    """What a reader's program sees of a page: headings, ids, links, table heads, and what may not be there."""

    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.unscoped = 0
        self.attributes: dict[str, str] = {}
        self.open: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.unscoped += 1
        if tag == "html":
            self.attributes = given
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        assert not [name for name in given if name.startswith("on") or name in ("src", "style", "srcset")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    """The outline of a whole page; every element is closed."""
    seen = Outline()
    seen.feed(html)
    seen.close()
    assert seen.open == []
    return seen


@pytest.fixture
def small(tmp_path: Path) -> RuleSet:
    """The rule set ``liten``."""
    return rulesets.load(write_ruleset(tmp_path / "liten"))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_book_of_a_small_rule_set(small: RuleSet, language: str) -> None:
    """Byte for byte what is stored, in both languages; AUDITOR_GOLDEN=1 writes it anew."""
    files = book_files(rule_book(small, Translator(language)))
    folder = GOLDEN / language
    stored = ("index.md", "by-law.md", "rules/L-AVS-001.md", "rules/L-AND-001.md", "tables/program.md", HTML_FILE)
    for name in stored:
        if os.environ.get("AUDITOR_GOLDEN"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(files[name].encode())
        assert files[name].encode() == (folder / name).read_bytes()
    assert files == book_files(rule_book(small, Translator(language)))


def test_a_table_says_since_when_its_fields_are_registered(small: RuleSet) -> None:
    """With the source that says so, and in words where none does."""
    table = small.tables["program"]
    told = replace(table.fields[0], since=Since(dt.date(2021, 1, 1), "integreringsloven"))
    described = replace(
        table, since=Since(dt.date(2004, 9, 1), "introduksjonsloven"), fields=(told, *table.fields[1:]), _by_name={}
    )
    book = rule_book(replace(small, tables={**small.tables, "program": described}), Translator("nb"))
    page = book_files(book)["tables/program.md"]
    assert "**Noe å registrere siden:** 01.09.2004 (introduksjonsloven)" in page
    assert page.count("**Registrert fra:** 01.01.2021 (integreringsloven)") == 1
    assert page.count("**Registrert fra:** Kildene sier ikke") == len(table.fields) - 1


@pytest.mark.parametrize(("name", "language"), zip(WIDEST, itertools.cycle(LANGUAGES)))
def test_every_bundled_rule_and_table_has_a_page_and_every_link_leads_somewhere(name: str, language: str) -> None:
    """Markdown links to files and their anchors; HTML links to ids, each given once."""
    ruleset = rulesets.load(name)
    files = book_files(rule_book(ruleset, Translator(language)))
    for rule in ruleset.rules:
        page = files[f"{rule_page_name(rule.id)}.md"]
        assert page.startswith(f"# {rule.id} ")
        assert files["by-register.md"].count(f"[{rule.id}]") == 1
        assert files["by-severity.md"].count(f"[{rule.id}]") == 1
        assert files["by-dimension.md"].count(f"[{rule.id}]") == 1
        assert f"[{rule.id}]" in files["by-law.md"]
    assert {f"tables/{table}.md" for table in ruleset.tables} <= files.keys()
    for file, text in files.items():
        for target, anchor in LINK.findall(text):
            found = normpath(join(dirname(file), target))
            assert found in files, (file, target)
            assert not anchor or f'<a id="{anchor}"></a>' in files[found], (file, target, anchor)
    seen = outline(files[HTML_FILE])
    assert len(seen.ids) == len(set(seen.ids))
    assert {each for each in seen.links if not each.startswith("#")} == set()
    assert {each[1:] for each in seen.links} <= set(seen.ids)


def test_the_html_file_is_whole_and_can_be_found_one_s_way_in(small: RuleSet) -> None:
    """Language, landmarks, headings that skip no level, scoped heads, and a policy that allows nothing from outside."""
    html = book_files(rule_book(small, Translator("nb")))[HTML_FILE]
    seen = outline(html)
    assert seen.attributes["lang"] == "nb"
    assert {"header", "nav", "main", "article", "caption", "title"} <= seen.tags
    assert not seen.tags & {"script", "img", "link", "iframe", "object", "form", "svg"}
    assert seen.headings[0] == 1
    assert seen.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))
    assert seen.unscoped == 0
    assert seen.policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in seen.policy
    assert "http://" not in html
    assert "https://" not in html
    assert "@media print" in html


def test_a_rule_page_says_what_to_do(small: RuleSet) -> None:
    """Message with the names of fields for values, where to correct, who, when, why it is asked, and examples."""
    page = book_files(rule_book(small, Translator("nb")))["rules/L-AVS-001.md"]
    for part in (
        "# L-AVS-001 Avsluttet uten årsak",
        "**✗ feil** · fullstendighet",
        "**Melding:** Korriger. Avsluttet uten årsak.",
        "**Retting:** Se i fagsystemet",
        "**Når:** Sluttdato er fylt ut",
        "**Så:** Avslutningsårsak er fylt ut",
        "**Gjelder:** alltid",
        "| 2024-01-01 | – |",
        "`aarsak IS NOT NULL`",
    ):
        assert part in page


def test_fields_name_the_rules_that_use_them_also_through_what_is_derived() -> None:
    """A field behind a derived one counts; a parameter behind it stands on the rule's page."""
    files = book_files(rule_book(rulesets.load("nir"), Translator("nb")))
    fields = files["tables/permisjon.md"]
    section = fields[fields.index('<a id="fra_dato"></a>') : fields.index('<a id="til_dato"></a>')]
    assert "[NIR-VAR-001]" in section
    assert "`programtid_lengst_mnd`" in files["rules/NIR-VAR-001.md"]
    assert "**Betydning:** Siste gang planen ble tatt opp til ny vurdering" in files["tables/plan.md"]
    asked, _, _ = files["rules/NIR-ASY-014.md"].partition("## Hvorfor")
    assert "| `asylnorsk_timer` |  | 175 |" in asked
    assert "er minst «Timer norsk i mottak når opplæringen er gjennomført» (175)" in asked
    assert "«Laveste antall IMDi anmoder en kommune om» (10 fra 01.01.2019)" in files["rules/BOS-ANM-005.md"]
    assert "antall rader i «Opphold i mottak», for samme Person-id i registeret, der Mottakstype" in asked
    assert (
        "| Programtid i hele måneder uten permisjon og stans | hele måneder fra Startdato"
        in files["rules/NIR-VAR-001.md"]
    )


@pytest.mark.parametrize("text", [text for _, text in HOSTILE if text.strip()], ids=ascii)
def test_hostile_texts_come_out_as_text(small: RuleSet, text: str) -> None:
    """Titles, messages, reasons and ids of rules, whatever they hold, add no markup and no file outside the folder."""
    plain = small.rules[1]
    bad = replace(
        plain,
        id=text,
        title=Text(text, text),
        message=Text(text.replace("{", "(").replace("}", ")"), None),
        why=Text(text, None),
        basis=(Basis("law", text), Basis("ours", text)),
    )
    harmless = replace(bad, id="x", title=Text("x", "x"), message=Text("x", None), why=Text("x", None))
    harmless = replace(harmless, basis=(Basis("law", "x"), Basis("ours", "y")))
    t = Translator("nb")
    files = book_files(rule_book(replace(small, rules=(bad,)), t))
    expected = book_files(rule_book(replace(small, rules=(harmless,)), t))
    seen, wanted = outline(files[HTML_FILE]), outline(expected[HTML_FILE])
    assert seen.headings == wanted.headings
    assert seen.tags == wanted.tags
    assert all(re.fullmatch(r"[\w-]+(/[\w.-]+)?\.(md|html)", name) and ".." not in name for name in files)
    page = files[f"{rule_page_name(text)}.md"]
    assert page.count("\n") == expected["rules/x.md"].count("\n")
    assert not re.search(r"(?<!\\)<(?!\.\.|a id=|[\w./-]+\.md)", re.sub(r"(`+).*?\1", "", page))
    assert "\x1b" not in page + files[HTML_FILE]


def test_names_that_are_no_file_names_are_told_apart() -> None:
    """Two ids that look alike when made plain have different pages; a plain one keeps its name."""
    assert slug("NIR-AVS-001") == "NIR-AVS-001"
    assert len({slug(each) for each in ("a/b", "a b", "a-b", "../a-b", "..", ".", "", "a" * 300, "a" * 301)}) == 9
    assert all("/" not in slug(each) and not slug(each).startswith(".") for each in ("../x", "..", "/etc"))


@pytest.mark.parametrize(
    ("reference", "law", "paragraphs"),
    [
        ("integreringsloven §§ 13 og 14", "integreringsloven", ["§ 13", "§ 14"]),
        ("integreringsloven § 14 a", "integreringsloven", ["§ 14 a"]),
        ("integreringsloven § 9 første ledd", "integreringsloven", ["§ 9"]),
        ("integreringsloven kapittel 6A", "integreringsloven", ["kapittel 6A"]),
        ("integreringsloven", "integreringsloven", [""]),
    ],
)
def test_references_to_laws_are_read_as_paragraphs(reference: str, law: str, paragraphs: list[str]) -> None:
    """Each paragraph named is a place of its own in the index."""
    found, named = paragraphs_of(Basis("law", reference))
    assert found == law
    assert [text for _, text in named] == paragraphs


def test_nothing_is_written_over_without_leave(small: RuleSet, tmp_path: Path) -> None:
    """The second time is refused before anything is touched; with leave it gives the same files."""
    book = rule_book(small, Translator("nb"))
    count = write_book(book, tmp_path / "bok")
    written = {each: each.read_bytes() for each in (tmp_path / "bok").rglob("*") if each.is_file()}
    assert len(written) == count == len(book_files(book))
    (tmp_path / "bok" / "index.md").unlink()
    with pytest.raises(RuleBookError):
        write_book(book, tmp_path / "bok")
    assert not (tmp_path / "bok" / "index.md").exists()
    write_book(book, tmp_path / "bok", overwrite=True)
    assert {each: each.read_bytes() for each in (tmp_path / "bok").rglob("*") if each.is_file()} == written


def test_a_folder_that_cannot_be_made_is_an_error_and_no_traceback(small: RuleSet, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "fil").write_text("x")
    with pytest.raises((RuleBookError, PrivacyError)):
        write_book(rule_book(small, Translator("nb")), tmp_path / "fil" / "bok")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_each_indicator_has_a_page_with_every_way_to_reckon_it(language: str) -> None:
    """What it says, its targets and breaks, and a line for itself and each variant, in words and as written."""
    from tests.indicators import rules

    book = rule_book(rules(), Translator(language))
    files = book_files(book)
    for indicator in rules().indicators.values():
        page = files[f"indicators/{indicator.name}.md"]
        assert indicator.description.in_language(language) in page
        for reading in indicator.readings():
            assert f"| {reading.title.in_language(language)} |" in page
            assert f"`{reading.of or indicator.value}`" in page
        for each in indicator.breaks:
            assert f"{each.year}: {each.title.in_language(language)}" in page
        assert f"indicators/{indicator.name}.md" in files["index.md"]

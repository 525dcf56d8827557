"""Pages need nothing but themselves, take no markup from data, and can be read by whoever cannot see them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from auditor.locale import Translator
from auditor.reports.html_page import Markup, element, escaped, facts, joined, link, page, section, table
from tests.privacy.hostile import HOSTILE

VOID = {"meta", "br", "link"}


class Outline(HTMLParser):
    """The elements of a page; fails on ends without a beginning."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, *tags: str) -> Iterator[dict[str, str | None]]:
        """Attributes of the elements with these tags."""
        return (attributes for tag, attributes in self.elements if tag in tags)


def example(text: str, language: str = "nb") -> str:
    grid = table("t", text, ["a", text], [[text, "1"], [link(text, "#x"), "2"]], numeric=[1], classes=["error", ""])
    parts = [section("x", text, facts([(text, text)]), grid)]
    return page(text, Translator(language), parts, [("x", text)])


@pytest.mark.parametrize(("name", "text"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_hostile_text_stays_text(name: str, text: str) -> None:
    """The same elements whatever the text, and nothing a reader could not see."""
    made = example(text)
    harmless = Outline(example("x"))
    assert [tag for tag, _ in Outline(made).elements] == [tag for tag, _ in harmless.elements]
    assert [set(each) for _, each in Outline(made).elements] == [set(each) for _, each in harmless.elements]
    assert not any(ord(character) < 32 and character != "\n" for character in made)
    made.encode()


def test_the_policy_allows_this_style_and_nothing_else() -> None:
    """The hash in the head is that of the only style, and no element asks for anything from outside."""
    made = example("x")
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    outline = Outline(made)
    policy = next(each["content"] for each in outline.named("meta") if each.get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not list(outline.named("script", "link", "img", "iframe", "object", "form"))
    assert not any({"style", "src", "onclick"} & set(attributes) for _, attributes in outline.elements)
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_landmarks_language_and_scopes() -> None:
    """What assistive technology goes by."""
    outline = Outline(example("x", "en"))
    assert next(outline.named("html"))["lang"] == "en"
    for tag in ("header", "nav", "main", "h1"):
        assert len(list(outline.named(tag))) == 1
    assert {each["scope"] for each in outline.named("th")} == {"col", "row"}
    identities = [each["id"] for _, each in outline.elements if "id" in each]
    assert len(identities) == len(set(identities))
    for _, each in outline.elements:
        if "aria-labelledby" in each:
            assert each["aria-labelledby"] in identities
        if str(each.get("href", "")).startswith("#"):
            assert str(each["href"])[1:] in identities


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_in_light_dark_and_print() -> None:
    """Every text colour has 4.5:1 on every background, every line 3:1 on the paper (WCAG 1.4.3 and 1.4.11)."""
    made = example("x")
    schemes: list[dict[str, str]] = []
    for block in re.findall(r":root \{(.*?)\}", made, re.DOTALL):
        schemes.append({**(schemes[0] if schemes else {}), **dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))})
    assert len(schemes) == 3
    for colours in schemes:
        for name in ("ink", "fatal", "error", "warning", "info", "good", "link"):
            for ground in ("paper", "soft"):
                first, second = sorted((luminance(colours[name]), luminance(colours[ground])))
                assert (second + 0.05) / (first + 0.05) >= 4.5, (name, ground)
        first, second = sorted((luminance(colours["line"]), luminance(colours["paper"])))
        assert (second + 0.05) / (first + 0.05) >= 3


def test_markup_is_escaped_once() -> None:
    """What is HTML already stays so; all else does not become it, and nothing is shown that nobody wrote."""
    assert "␊" not in example("x")
    inner = element("b", "<i>")
    assert inner == "<b>&lt;i&gt;</b>"
    assert escaped(inner) is inner
    assert joined([inner, "&"], " ") == "<b>&lt;i&gt;</b> &amp;"
    assert isinstance(joined(["x"]), Markup)

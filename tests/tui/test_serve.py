"""The view in a browser: only its own page gets in, nothing comes from the net, and a tab ends its process."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError, web

from auditor.locale import Translator
from auditor.model.errors import AuditorError
from auditor.tui import drawable
from auditor.tui.web.server import Server
from tests.cli.conftest import Run, run  # noqa: F401

OPEN = (sys.executable, "-m", "auditor", "open", "--lang", "nb")


@asynccontextmanager
async def served(most: int = 2, arguments: tuple[str, ...] = OPEN) -> AsyncIterator[tuple[Server, ClientSession]]:
    """A server that runs, and a browser of sorts."""
    server = Server(arguments, Translator("nb"), most, "uttrekk <&>")
    taken = server.bind(0)
    runner = web.AppRunner(server.application())
    await runner.setup()
    await web.SockSite(runner, taken).start()
    try:
        async with ClientSession() as session:
            yield server, session
    finally:
        await runner.cleanup()


def origin_of(server: Server) -> str:
    """The origin of its own page."""
    return "/".join(server.url.split("/")[:3])


async def test_nobody_else_gets_in() -> None:
    async with served() as (server, browser):
        origin = origin_of(server)
        wrong = [
            (origin + "/", {}),
            (f"{origin}/{'x' * len(server.token)}/", {}),
            (server.url, {"Host": "evil.example"}),
            (server.url, {"Host": "localhost"}),
            (server.url, {"Origin": "http://evil.example"}),
            (server.url + "static/js/textual.js", {"Origin": "null"}),
            (f"{origin}/static/js/textual.js", {}),
            (server.url + "../" + "page/page.css", {}),
        ]
        for url, headers in wrong:
            async with browser.get(url, headers=headers) as answer:
                assert answer.status in (403, 404), url
                assert server.token not in await answer.text()
        for headers in ({}, {"Origin": "http://evil.example"}):
            with pytest.raises(WSServerHandshakeError) as caught:
                await browser.ws_connect(server.url + "ws", headers=headers)
            assert caught.value.status == 403
        assert server.open == 0
        assert origin.startswith("http://127.0.0.1:")


async def test_the_page_loads_nothing_from_the_net() -> None:
    async with served() as (server, browser):
        async with browser.get(server.url) as answer:
            page, headers = await answer.text(), answer.headers
        assert answer.status == 200
        assert "uttrekk &lt;&amp;&gt;" in page
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        asked = re.findall(r'(?:href|src)="([^"]+)"', page)
        assert not [each for each in asked if ":" in each and not each.startswith("data:")]
        for each in asked:
            if not each.startswith("data:"):
                async with browser.get(server.url + each) as answer:
                    assert answer.status == 200
        style = (resources.files("auditor.tui.web") / "static" / "page.css").read_text(encoding="utf-8")
        assert "//" not in style


async def test_each_tab_has_a_process_that_ends_with_it_and_no_more_than_allowed_are_open() -> None:
    async with served(most=1) as (server, browser):
        headers = {"Origin": origin_of(server)}
        tab = await browser.ws_connect(server.url + "ws?width=80&height=999999", headers=headers)
        seen = b""
        while b"Uttrekk" not in seen:
            message = await tab.receive(timeout=60)
            assert message.type is WSMsgType.BINARY
            seen += message.data
        await tab.send_str("{")
        await tab.send_json(["resize", {"width": "x"}])
        await tab.send_json(["ping", 7])
        async with browser.get(server.url + "room") as answer:
            assert answer.status == 503
        with pytest.raises(WSServerHandshakeError) as caught:
            await browser.ws_connect(server.url + "ws", headers=headers)
        assert caught.value.status == 503
        await tab.close()
        for _ in range(200):
            if server.open == 0:
                break
            await asyncio.sleep(0.05)
        assert server.open == 0
        async with browser.get(server.url + "room") as answer:
            assert answer.status == 204


def test_a_port_that_is_taken_is_told_about() -> None:
    first, second = (Server(OPEN, Translator("nb"), 1, "") for _ in range(2))
    taken = first.bind(0)
    taken.listen()
    port = taken.getsockname()[1]
    with pytest.raises(AuditorError) as caught:
        second.bind(port)
    assert caught.value.key == "serve.port_in_use"
    taken.close()
    assert first.token != second.token


def test_without_the_packages_there_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("auditor.cli.commands.serve.find_spec", lambda name: None)
    ended = run("serve")
    assert ended.code == 2
    assert "auditor[serve]" in ended.err


@pytest.mark.parametrize("option", [("--port", "70000"), ("--port", "x"), ("--tabs", "0"), ("--reference-date", "x")])
def test_options_are_looked_at_before_anything_is_served(run: Run, option: tuple[str, str]) -> None:  # noqa: F811
    assert run("serve", *option).code == 2


def test_a_browser_counts_as_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITOR_SERVED", raising=False)
    before = drawable()
    monkeypatch.setenv("AUDITOR_SERVED", "1")
    assert drawable()
    assert before is (os.isatty(0) and os.isatty(1) and os.environ.get("TERM") != "dumb")


def test_the_server_is_no_part_of_the_others() -> None:
    source = Path(__file__).parents[2] / "auditor"
    users = [file for file in source.rglob("*.py") if "import textual_serve" in file.read_text(encoding="utf-8")]
    assert [file.name for file in users] == ["server.py"]

"""A server for one person on one machine: a process with the screens for each tab, and nobody else let in.

It listens to 127.0.0.1 alone, behind a random token in the path of the address; it answers only to its own name (no
other site's page can reach it by a name that leads here), and connections only from its own page. Nothing is loaded
from the net. Textual's own server does the talking between tab and process; what it would log could hold what is on
the screen, so nothing is.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import socket
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp_jinja2
import jinja2
import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from auditor.model.errors import AuditorError

if TYPE_CHECKING:
    from auditor.locale import Translator

ADDRESS = "127.0.0.1"
SERVED = "AUDITOR_SERVED"
"""Variable that tells a process that its screens are drawn in a browser, though it has no terminal."""
MOST_MESSAGE = 1 << 20
"""Bytes of one message from a tab: a long paste has room."""
PATIENCE = 5.0
"""Seconds that a process may take to end after its tab was closed."""
PAGE_TEXTS = ("no_script", "opening", "closed", "full", "again")
LARGEST = 500
"""Columns or rows of a terminal, however large a tab says it is."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class TabProcess(AppService):
    """The process of one tab; started without a shell, and ended when the tab is."""

    arguments: Sequence[str] = ()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), SERVED: "1"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(width, height)
        self._process = await asyncio.create_subprocess_exec(
            *self.arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
        self._stdin = self._process.stdin
        return self._process

    async def on_meta(self, data: bytes) -> None:
        """Ending is heard; a process cannot make the browser open pages or take files."""
        if b'"exit"' in data:
            await super().on_meta(data)

    async def end(self) -> None:
        """Ask the process to end, and end it if it does not."""
        process = self._process
        try:
            await asyncio.wait_for(self.stop(), PATIENCE)
        except (TimeoutError, OSError):
            pass
        finally:
            if process is not None and process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


class Server:
    """Serves the command ``arguments``; ``most`` tabs at a time."""

    def __init__(self, arguments: Sequence[str], t: Translator, most: int, title: str, font_size: int = 16) -> None:
        self.arguments, self.t, self.most, self.title, self.font_size = tuple(arguments), t, most, title, font_size
        self.token = secrets.token_urlsafe(24)
        self.open = 0
        """Tabs that are open now."""
        self._host = ""
        self._downloads = DownloadManager()

    @property
    def url(self) -> str:
        """Where the page is; whoever knows it can see the data."""
        return f"http://{self._host}/{self.token}/"

    def bind(self, port: int) -> socket.socket:
        """Take the port (0: any that is free). AuditorError where it is in use or not allowed."""
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((ADDRESS, port))
        except OSError:
            taken.close()
            raise AuditorError("serve.port_in_use", port=str(port)) from None
        self._host = f"{ADDRESS}:{taken.getsockname()[1]}"
        return taken

    def run(self, taken: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until Ctrl-C."""
        logging.getLogger("textual-serve").disabled = True

        async def tell(app: web.Application) -> None:
            ready()

        app = self.application()
        app.on_startup.append(tell)
        web.run_app(app, sock=taken, print=None, access_log=None, shutdown_timeout=PATIENCE)

    def application(self) -> web.Application:
        """The web application, for a socket that is bound."""
        app = web.Application(middlewares=[self._guard])
        files = resources.files("auditor.tui.web")
        aiohttp_jinja2.setup(
            app, loader=jinja2.FileSystemLoader(str(files / "templates")), autoescape=jinja2.select_autoescape()
        )
        root = f"/{self.token}"
        app.add_routes(
            [
                web.get(f"{root}/", self._page),
                web.get(f"{root}/room", self._room),
                web.get(f"{root}/ws", self._tab),
                web.static(f"{root}/static", Path(textual_serve.__file__).parent / "static"),
                web.static(f"{root}/page", str(files / "static")),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        """Only this machine's own page: the right name, the right token, and no other origin."""
        token = request.path.split("/")[1] if request.path.count("/") > 1 else ""
        origin = request.headers.get("Origin")
        known = hmac.compare_digest(token.encode(), self.token.encode())
        if not known or request.headers.get("Host") != self._host or origin not in (None, f"http://{self._host}"):
            return web.Response(status=403, text=self.t("serve.refused"), headers=self._headers())
        if request.path.endswith("/ws") and origin is None:
            return web.Response(status=403, text=self.t("serve.refused"), headers=self._headers())
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers.update(self._headers())
        return response

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Security-Policy": POLICY.format(host=self._host),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }

    async def _page(self, request: web.Request) -> web.Response:
        texts = {name: self.t(f"serve.page.{name}", most=self.most) for name in PAGE_TEXTS}
        context = {
            "language": self.t.language,
            "title": self.title,
            "texts": texts,
            "websocket": f"ws://{self._host}/{self.token}/ws",
            "font_size": self.font_size,
        }
        return aiohttp_jinja2.render_template("index.html", request, context)

    async def _room(self, request: web.Request) -> web.Response:
        """Whether there is room for another tab."""
        return web.Response(status=503 if self.open >= self.most else 204)

    async def _tab(self, request: web.Request) -> web.StreamResponse:
        if self.open >= self.most:
            return web.Response(status=503, text=self.t("serve.page.full", most=self.most))
        self.open += 1
        try:
            socket_ = web.WebSocketResponse(heartbeat=15, max_msg_size=MOST_MESSAGE)
            await socket_.prepare(request)
            await self._serve(socket_, _size(request.query, "width", 80), _size(request.query, "height", 24))
            return socket_
        finally:
            self.open -= 1

    async def _serve(self, tab: web.WebSocketResponse, width: int, height: int) -> None:

        async def close() -> None:
            await tab.close()

        process = TabProcess(
            "", write_bytes=tab.send_bytes, write_str=tab.send_str, close=close, download_manager=self._downloads
        )
        process.arguments = self.arguments
        await process.start(width, height)
        try:
            async for message in tab:
                if message.type == WSMsgType.TEXT:
                    await _pass_on(message, process, tab)
        finally:
            await process.end()


async def _pass_on(message: Any, process: TabProcess, tab: web.WebSocketResponse) -> None:
    """What a tab says; what it should not say is not heard."""
    try:
        kind, *rest = message.json()
        said = rest[0] if rest else None
        if kind == "stdin":
            await process.send_bytes(str(said).encode("utf-8"))
        elif kind == "resize":
            await process.set_terminal_size(_size(said, "width", 80), _size(said, "height", 24))
        elif kind == "ping":
            await tab.send_json(["pong", said])
        elif kind == "blur":
            await process.blur()
        elif kind == "focus":
            await process.focus()
    except (ValueError, TypeError, AttributeError, ConnectionError):
        return


def _size(asked: Any, name: str, usual: int) -> int:
    """Columns or rows that a tab asks for, within reason."""
    try:
        return max(1, min(int(asked[name]), LARGEST))
    except (KeyError, TypeError, ValueError):
        return usual

"""A receiver of messages on the loopback address."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

SECRET = "hush-4711"


class Webhook:
    """What it was sent, in order."""

    def __init__(self, port: int = 0) -> None:
        self.got: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens, with a secret that must be kept nowhere."""
        return f"json://reader:{SECRET}@127.0.0.1:{self.server.server_port}/"

    def titled(self, words: str) -> list[dict[str, Any]]:
        """The messages whose title has these words."""
        return [message for message in self.got if words in message["title"]]

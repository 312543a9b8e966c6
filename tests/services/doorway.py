"""A proxy for webhooks that never lets two in a row go to the same web process."""

import http.client
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Self

from typing_extensions import override


class Doorway:
    """`copies` 2 hands each webhook to both processes at the same time.

    Statuses are those of the process whose turn it was; a process that is gone counts
    as 502, which the sender retries.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = list(ports)
        self.copies = 1
        self.statuses: list[int] = []
        self.turn = count()
        doorway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = doorway.hand_on(self.path, dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            @override
            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: every status is kept."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def hand_on(self, path: str, headers: dict[str, str], body: bytes) -> int:
        first = next(self.turn) % len(self.ports)
        ports = (self.ports[first:] + self.ports[:first])[: self.copies]
        others = [
            threading.Thread(target=self.post, args=(port, path, headers, body))
            for port in ports[1:]
        ]
        for other in others:
            other.start()
        status = self.post(ports[0], path, headers, body)
        for other in others:
            other.join()
        return status

    def post(self, port: int, path: str, headers: dict[str, str], body: bytes) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", path, body, headers)
            status = connection.getresponse().status
        except OSError:
            status = 502
        finally:
            connection.close()
        self.statuses.append(status)
        return status

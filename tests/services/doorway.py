"""A proxy for webhooks that never lets two in a row go to the same web process."""

import http.client
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from typing_extensions import override

# Path, headers, body.
Request = tuple[str, dict[str, str], bytes]


class Doorway:
    """`copies` 2 hands each webhook to both processes at the same time.

    A process that is not there is passed over; one that dies with a webhook in its
    hands makes it a 502, which the sender repeats. `statuses` keeps every answer,
    `held` the ports of the processes that have not answered yet.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = list(ports)
        self.copies = 1
        self.statuses: list[int] = []
        self.held: list[int] = []
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

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def hand_on(self, path: str, headers: dict[str, str], body: bytes) -> int:
        first = next(self.turn) % len(self.ports)
        ports = self.ports[first:] + self.ports[:first]
        request = (path, headers, body)
        if self.copies == 1:
            return self.post(ports, request)
        other = threading.Thread(target=self.post, args=(ports[::-1], request))
        other.start()
        status = self.post(ports, request)
        other.join()
        return status

    def post(self, ports: Sequence[int], request: Request) -> int:
        """Ask the first process that is there."""
        path, headers, body = request
        status = 502
        for port in ports:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            try:
                connection.request("POST", path, body, headers)
                status = self.answer_of(port, connection)
            except ConnectionRefusedError:
                continue
            except (OSError, http.client.HTTPException):
                status = 502
            finally:
                connection.close()
            break
        self.statuses.append(status)
        return status

    def answer_of(self, port: int, connection: http.client.HTTPConnection) -> int:
        self.held.append(port)
        try:
            return connection.getresponse().status
        finally:
            self.held.remove(port)

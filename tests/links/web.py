"""A web server on this machine that answers as it is told, over a real socket."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override

Script = list[bytes | float]


class Web:
    """`scripts` says for each path what is sent, and how long is waited in between."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.scripts: dict[str, Script] = {}
        self.asked: list[str] = []

    def answers(self, path: str, *script: bytes | float) -> None:
        self.scripts[path] = list(script)

    def redirects(self, path: str, location: str) -> None:
        head = (
            f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        )
        self.answers(path, head.encode())


def whole(body: bytes, kind: str = "audio/mpeg") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


@contextmanager
def running_web() -> Iterator[Web]:
    class Handler(socketserver.StreamRequestHandler):
        @override
        def handle(self) -> None:
            lines = iter(lambda: self.rfile.readline().strip().decode(), "")
            request = "\n".join(lines)
            web.asked.append(request)
            for piece in web.scripts[request.split(" ")[1]]:
                if isinstance(piece, bytes):
                    self.wfile.write(piece)
                else:
                    time.sleep(piece)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        @override
        def handle_error(self, request: object, client_address: object) -> None:
            """The client has had enough, as it should."""

    with Server(("127.0.0.1", 0), Handler) as server:
        web = Web(int(server.server_address[1]))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield web
        server.shutdown()

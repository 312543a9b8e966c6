"""A file with one note, at an address from which the emulator can fetch it."""

import io
import math
import struct
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override

RATE, SECS, LEVEL = 16_000, 4, 0.3


def note(frequency: int) -> bytes:
    """Return a WAV of some seconds, whole periods long, so that it can be repeated."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        turn = 2 * math.pi * frequency / RATE
        peak = LEVEL * 32767
        values = (round(peak * math.sin(turn * n)) for n in range(RATE * SECS))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in values))
    return file.getvalue()


@contextmanager
def tone_server(frequency: int) -> Iterator[str]:
    """The address of the note, while this lasts."""
    content = note(frequency)

    class Tone(BaseHTTPRequestHandler):
        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "audio/wav")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Tone) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/note.wav"
        server.shutdown()
        thread.join()

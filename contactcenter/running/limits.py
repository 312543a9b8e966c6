"""What a web process takes, however it is started; what is more is refused or closed.

The cost of what is refused must not grow with its size, and no connection may be held
for ever by somebody who says nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    # Bytes of a request's body; the server has all of it before the application sees it.
    body: int = 256 * 1024
    # Bytes of a message that a browser sends over a socket; ours are some twenty.
    socket_message: int = 64 * 1024
    # Seconds from the first byte of a request to the end of its head, and of its body.
    head_secs: float = 10
    body_secs: float = 20
    # Seconds that a connection is kept open for another request. Longer than a proxy
    # keeps it, which would send a webhook into a connection that is just being closed.
    idle_secs: float = 75
    # Connections at a time, and of those from one address, which may be an office.
    connections: int = 2000
    per_address: int = 500
    # Files that the process may need beside its connections: database, log, downloads.
    spare_files: int = 200

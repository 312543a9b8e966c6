"""What can go wrong between this product and Telnyx.

TelnyxError
├── Rejected                 a final answer: asking again changes nothing
│   ├── AuthenticationFailed     401: the API key is wrong or missing
│   ├── PermissionRefused        403: the key may not do this
│   ├── NotFound                 404
│   └── InvalidRequest           422: a parameter or the state of the call forbids it
├── RateLimited              429, or our own token bucket is empty
└── Unavailable              5xx, 408, 409, no connection, no answer
    ├── NotSent                  it certainly did not reach Telnyx
    └── Unclear                  it may or may not have been executed

RefusedByClient              a request that would do more than it says; never sent

SignatureError               a webhook that Telnyx did not sign
└── StaleTimestamp           signed by Telnyx, but too long ago or in the future
UnreadableEvent              a signed body that is not an event
"""


class TelnyxError(Exception):
    """Base of everything that a request to Telnyx can end in.

    `code` is Telnyx's own (a string such as "90018"), `title` and `detail` are its
    words; all are empty when it gave none. The text of the exception is for logs.
    """

    def __init__(
        self, what: str, *, code: str = "", title: str = "", detail: str = ""
    ) -> None:
        super().__init__(what)
        self.code = code
        self.title = title
        self.detail = detail

    @property
    def words(self) -> str:
        """Telnyx's title and detail, once when they are the same."""
        return " ".join(dict.fromkeys(filter(None, (self.title, self.detail))))


class Rejected(TelnyxError):
    """Telnyx understood and refused; `status` is the HTTP status."""

    def __init__(
        self, status: int, code: str = "", title: str = "", detail: str = ""
    ) -> None:
        what = f"{status} {code} {title}: {detail}"
        super().__init__(what, code=code, title=title, detail=detail)
        self.status = status


class AuthenticationFailed(Rejected):
    pass


class PermissionRefused(Rejected):
    pass


class NotFound(Rejected):
    pass


class InvalidRequest(Rejected):
    pass


class RateLimited(TelnyxError):
    """Nothing was executed; ask again in `reset_after` seconds.

    `code` tells Telnyx's general limit ("10011") from that on dials ("90103"); it is
    empty when the request was held back on this side.
    """

    def __init__(
        self, reset_after: float, code: str = "", title: str = "", detail: str = ""
    ) -> None:
        what = f"rate limited for {reset_after:.1f} s {code}".rstrip()
        super().__init__(what, code=code, title=title, detail=detail)
        self.reset_after = reset_after


class Unavailable(TelnyxError):
    """Trouble on the way or at Telnyx; `status` is None when no answer came."""

    def __init__(
        self,
        what: str,
        status: int | None = None,
        code: str = "",
        title: str = "",
        detail: str = "",
    ) -> None:
        super().__init__(what, code=code, title=title, detail=detail)
        self.status = status


class NotSent(Unavailable):
    pass


class Unclear(Unavailable):
    pass


class RefusedByClient(ValueError):
    """A request that would reach more people than its caller can have meant."""


class SignatureError(Exception):
    """The webhook is not from Telnyx, or was altered on the way."""


class StaleTimestamp(SignatureError):
    """The signature is right, its time is more than the tolerance away from ours."""


class UnreadableEvent(ValueError):
    """A body that holds no event; the text says what is wrong with it."""


_REJECTIONS: dict[int, type[Rejected]] = {
    401: AuthenticationFailed,
    403: PermissionRefused,
    404: NotFound,
    422: InvalidRequest,
}


def rejection(status: int, code: str, title: str, detail: str) -> Rejected:
    """Return the class of refusal that belongs to an HTTP status."""
    return _REJECTIONS.get(status, Rejected)(status, code, title, detail)

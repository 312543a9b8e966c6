"""Why nothing was fetched, in plain words; each carries its sentence."""


class LinkError(Exception):
    """The link gave nothing."""


class Refused(LinkError):
    """What the link leads to is not fetched, now or later."""


class Failed(LinkError):
    """It did not work this time."""

"""Send pages compressed; files are compressed once, before anybody asks for them."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from typing_extensions import override


class PageCompression(GZipMiddleware):
    """Django's, for pages only: a recording is compressed already and read in ranges.

    It pads each page by a random length, so that its size tells nothing of the token
    that is in it.
    """

    @override
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)

"""Who asks: `api.door` has found out."""

from typing import Annotated

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Query

from accounts.requests import account_in, viewer_in
from accounts.viewers import Viewer, require
from api.pages import MOST

Cursor = Annotated[str, Query(max_length=100)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


def reader_in(request: HttpRequest) -> Viewer:
    """Return who reads; raises PermissionDenied for a key that may do nothing."""
    viewer = viewer_in(request)
    require(viewer)
    return viewer


def owner_in(request: HttpRequest) -> User:
    return account_in(request)

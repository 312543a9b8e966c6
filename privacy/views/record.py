"""The record of what people did: a page with filters, and a file."""

from collections.abc import Iterator
from datetime import UTC
from itertools import chain

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from accounts.requests import viewer_in
from privacy import access, actions, queries
from privacy.forms import RecordFilterForm
from text.spreadsheets import lines_of

LINES_ON_A_PAGE = 50
COLUMNS = (
    "row",
    "at",
    "who",
    "from",
    "action",
    "kind",
    "key",
    "name",
    "field",
    "old",
    "new",
)


@require_safe
def record_page(request: HttpRequest) -> HttpResponse:
    access.require_audit(viewer_in(request))
    form = RecordFilterForm(request.GET)
    found = queries.record(form.wanted())
    page = Paginator(found, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = found[page.start_index() - 1 : page.end_index()] if page else found.none()
    filters = request.GET.copy()
    filters.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": queries.lines(shown),
        "filters": filters.urlencode(),
    }
    return render(request, "privacy/record.html", context)


@require_GET
def record_file(request: HttpRequest) -> StreamingHttpResponse:
    """Send the rows of the filter as CSV, as they are read."""
    access.require_audit(viewer_in(request))
    form = RecordFilterForm(request.GET)
    found = queries.record(form.wanted())
    actions.note_export(request.GET.urlencode())
    rows = chain([COLUMNS], _cells(queries.lines(found.iterator(500))))
    answer = StreamingHttpResponse(lines_of(rows), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _cells(lines: Iterator[queries.Line]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        row = line.row
        at = row.at.astimezone(UTC).isoformat(timespec="milliseconds")
        who = (row.pk, at, row.actor_name, row.address)
        what = (row.get_action_display(), line.kind, row.subject, row.subject_name)
        yield (*who, *what, line.field, row.old, row.new)

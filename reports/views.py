"""The report of the queues, and the calls behind each of its numbers."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from accounts.requests import viewer_in
from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing
from live import clock
from reports import access, queries
from reports.drawing import Drawing
from reports.figures import Line
from reports.forms import ReportForm
from reports.queries import Wanted
from reports.verdicts import MEANINGS, Metric, sum_of
from text.spreadsheets import lines_of

CALLS_ON_A_PAGE = 25
COLUMNS = (
    "from", "offered", "answered", "answered in time", "abandoned", "misdials",
    "sent on", "service level %", "average wait s", "longest wait s",
)  # fmt: skip
CALL_COLUMNS = ("call", "queue", "entered", "left", "caller", "counts", "because")


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    wanted = form.wanted()
    figures = queries.figures(wanted)
    filters = request.GET.copy()
    for name in ("show", "page"):
        filters.pop(name, None)
    context = {
        "form": form,
        "wanted": wanted,
        "figures": figures,
        "drawing": Drawing(figures.lines),
        "filters": filters.urlencode(),
        "glass": _glass(request, wanted, figures.total),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "reports/report.html", context, status=status)


def _form(request: HttpRequest) -> ReportForm:
    queues = access.reported(viewer_in(request))
    return ReportForm(request.GET, queues=queues, now=clock.now())


def _glass(request: HttpRequest, wanted: Wanted, total: Line) -> dict[str, Any] | None:
    """Return what is behind the number that was pressed, None when none was."""
    metric = _pressed(request)
    if metric is None:
        return None
    found = queries.behind(metric, wanted)
    page = Paginator(found, CALLS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = found[page.start_index() - 1 : page.end_index()] if page else found.none()
    return {
        "metric": metric,
        "meaning": MEANINGS[metric],
        "sum": sum_of(metric, total.counts),
        "definitions": queries.definitions(wanted),
        "page": page,
        "calls": list(queries.with_verdicts(metric, shown, wanted)),
    }


def _pressed(request: HttpRequest) -> Metric | None:
    """Return the number whose calls are asked for."""
    name = request.GET.get("show", "")
    return Metric(name) if name in Metric.values else None


@require_GET
def report_file(request: HttpRequest) -> StreamingHttpResponse:
    wanted = _form(request).wanted()
    figures = queries.figures(wanted)
    rows = chain([COLUMNS], (_cells(line) for line in [*figures.lines, figures.total]))
    return _file(request, "report.csv", rows)


def _cells(line: Line) -> tuple[object, ...]:
    counts = line.counts
    start = line.start.isoformat() if line.start else line.label
    return (
        start, counts.offered, counts.answered, counts.answered_in_threshold,
        counts.abandoned, counts.abandoned_short, counts.flowed_out,
        _rounded(line.level), _rounded(line.wait_secs), _rounded(line.longest_secs),
    )  # fmt: skip


def _rounded(number: float | None) -> object:
    return "" if number is None else round(number, 1)


@require_GET
def calls_file(request: HttpRequest) -> StreamingHttpResponse:
    """Send the calls behind a number, each with what it counts as."""
    wanted = _form(request).wanted()
    metric = _pressed(request) or Metric.OFFERED
    found = queries.behind(metric, wanted).iterator(500)
    calls = queries.with_verdicts(metric, found, wanted)
    rows = chain([CALL_COLUMNS], map(_call_cells, calls))
    return _file(request, f"{metric}.csv", rows)


def _call_cells(one: queries.Behind) -> tuple[object, ...]:
    entry = one.entry
    left_at = entry.left_at.isoformat() if entry.left_at else ""
    when = (entry.entered_at.isoformat(), left_at)
    counted = (one.counted.kind, one.counted.because)
    return (entry.call_id, entry.queue.name, *when, entry.call.from_number, *counted)


def _file(
    request: HttpRequest, name: str, rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    note_words(Action.EXPORTED, Thing("report", name=name), request.GET.urlencode())
    lines: Iterator[str] = lines_of(rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

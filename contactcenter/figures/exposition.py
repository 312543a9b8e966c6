"""Figures on a port of their own, in the form that Prometheus reads.

Loaded only where `METRICS_PORT` asks for it: its library takes its time to load.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from wsgiref.simple_server import WSGIServer

from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from contactcenter.figures.site import GAUGES, Gauge
from live import clock, hub
from logs.figures import ALL, Counted, Figure, Timed

logger = logging.getLogger(__name__)
PREFIX = "contactcenter_"


class OfThisProcess(Collector):
    """What was counted and timed since the process began."""

    @override
    def collect(self) -> Iterator[Metric]:
        for figure in list(ALL.values()):
            yield from shown(figure)


def shown(figure: Figure) -> Iterator[Metric]:
    name, words, labels = PREFIX + figure.name, figure.words, figure.labels
    if isinstance(figure, Counted):
        counter = CounterMetricFamily(name, words, labels=labels)
        for values, count in figure.counts().items():
            counter.add_metric(values, count)
        yield counter
    if isinstance(figure, Timed):
        histogram = HistogramMetricFamily(f"{name}_seconds", words, labels=labels)
        for values, times in figure.times().items():
            histogram.add_metric(values, times.up_to(), times.total)
        yield histogram


class OfTheSite(Collector):
    """What the database says; shown by web processes, each the same."""

    @override
    def collect(self) -> Iterator[Metric]:
        sockets = GaugeMetricFamily(f"{PREFIX}sockets", "Screens that are open here.")
        sockets.add_metric((), hub.open_sockets())
        yield sockets
        now = clock.now()
        try:
            for gauge in GAUGES:
                yield from self.read(gauge, now)
        finally:
            # Each scrape has a thread of its own, which ends now.
            connection.close()

    def read(self, gauge: Gauge, now: datetime) -> Iterator[Metric]:
        """Leave out what cannot be read: that it is missing is what tells."""
        family = GaugeMetricFamily(
            PREFIX + gauge.name, gauge.words, labels=gauge.labels
        )
        try:
            for labels, value in gauge.read(now).items():
                family.add_metric(labels, value)
        except DatabaseError as error:
            logger.warning("The figure %s cannot be read: %s", gauge.name, error)
            return
        yield family


def registry(*, of_site: bool) -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(OfThisProcess())
    ProcessCollector(registry=made)
    if of_site:
        made.register(OfTheSite())
    return made


def serve(host: str, port: int, *, of_site: bool) -> WSGIServer:
    """Answer on a port of its own, in threads of its own."""
    server, _ = start_http_server(port, host, registry(of_site=of_site))
    return server

"""``/metrics`` for Prometheus: this machine and administrators may look."""

import os
from collections.abc import Iterator

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from commonlist import __version__
from commonlist.access import Right
from commonlist.pipeline import people as set_up
from commonlist.pipeline.figures import Figures, figures
from commonlist.web import observing
from commonlist.web.asking import Served
from commonlist.web.people import Asker, Door, address, needs, unknown

router = APIRouter(dependencies=[needs(Door.ANYBODY)])
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/metrics")
def metrics(request: Request, live: Served, principal: Asker) -> Response:
    """Requests of all workers, and what is so now, in Prometheus' text format."""
    here = set_up.loopback(address(request.scope)) and not any(
        name in request.headers for name in _FORWARDED
    )
    if not (here or principal.may(Right.ADMINISTER)):
        raise HTTPException(403, "administrators alone may") if principal.name else unknown()
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(observing.REQUESTS)
        registry.register(observing.SECONDS)
    with live.reading() as connection:
        registry.register(_Now(figures(connection, live.now())))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Now:
    """Figures of this moment as gauges."""

    def __init__(self, found: Figures) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Yield them."""
        found = self._found
        yield _gauge("info", "The program.", {(__version__,): 1}, "version")
        yield _gauge("data_version", "Changes to what answers rest on.", {(): found.version})
        text = "1 if something was put in that is not yet made into entities."
        yield _gauge("unresolved", text, {(): found.unresolved})
        text = "Days since the day of the last copy of a list."
        yield _gauge("list_age_days", text, {(a.source,): a.days for a in found.ages}, "source")
        text = "1 if a list is older than its limit."
        yield _gauge("list_stale", text, {(a.source,): a.stale for a in found.ages}, "source")
        yield _gauge("jobs", "Jobs by state.", {(s,): n for s, n in found.jobs.items()}, "state")
        yield _gauge("webhooks_unsent", "Events that are still to be sent.", {(): found.unsent})


def _gauge(
    name: str, text: str, values: dict[tuple[str, ...], float], *labels: str
) -> GaugeMetricFamily:
    made = GaugeMetricFamily(f"commonlist_{name}", text, labels=labels)
    for label, value in values.items():
        made.add_metric(label, value)
    return made

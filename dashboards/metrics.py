"""Signs of life for Prometheus: jobs, sources, outbox, alerts and the state of the store, read when asked."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboards.content.desk import Desk
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs, open_to_all
from storage import followup, heartbeats, jobs, observations, outbox, reading
from storage.revision import revision
from storage.schema import is_newest

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
@open_to_all
def health(desk: AtDesk) -> Response:
    """200 while the store answers."""
    with reading(desk.store) as connection:
        state = revision(connection)
    return _plain(f"ok {'.'.join(map(str, state))}\n")


@router.get("/readyz")
@open_to_all
def ready(desk: AtDesk) -> Response:
    """200 while the store answers and has the tables that this program expects, 503 otherwise."""
    with reading(desk.store) as connection:
        newest = is_newest(connection)
    return _plain("ready\n") if newest else _plain("schema\n", 503)


@router.get("/metrics")
@needs(Permission.RUN_READ)
def metrics(desk: AtDesk) -> Response:
    """The figures of `Signs` in Prometheus' text format; a scraper asks with a token of scope run:read."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Signs(desk))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _plain(body: str, status: int = 200) -> Response:
    return Response(body, status_code=status, media_type="text/plain", headers={"Cache-Control": "no-store"})


class Signs(Collector):
    """What is measured; moments are seconds since 1970."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> Iterator[Metric]:
        """Every family, from one consistent read of the store."""
        with reading(self._desk.store) as c:
            looked = GaugeMetricFamily("gapwatch_job_last_look_seconds", "Last look of a job", labels=["job"])
            good = GaugeMetricFamily("gapwatch_job_last_good_seconds", "Last look that went well", labels=["job"])
            failures = GaugeMetricFamily("gapwatch_job_failures", "Looks that failed since then", labels=["job"])
            for beat in heartbeats.list_heartbeats(c):
                looked.add_metric([beat.job], beat.looked_at.timestamp())
                failures.add_metric([beat.job], beat.failures)
                if beat.good_at is not None:
                    good.add_metric([beat.job], beat.good_at.timestamp())
            arrived = GaugeMetricFamily(
                "gapwatch_source_last_upload_seconds", "Last upload of a source", labels=["source"]
            )
            for source, at in observations.last_uploads(c).items():
                arrived.add_metric([source], at.timestamp())
            messages = GaugeMetricFamily("gapwatch_outbox_messages", "Messages by state", labels=["state"])
            for state, number in outbox.count_states(c).items():
                messages.add_metric([state.value], number)
            alerts = GaugeMetricFamily("gapwatch_alerts_open", "Alerts that somebody may still act on")
            alerts.add_metric([], sum(one.open for one in followup.tally(c)))
            waiting = GaugeMetricFamily("gapwatch_requests_waiting", "Reckonings asked for and not done")
            waiting.add_metric([], len(jobs.list_requests(c)))
        yield from (looked, good, failures, arrived, messages, alerts, waiting)

"""A schedule run fast against a site that grows, with the worker killed once and the server once.

Every window's article must land exactly once, and Prefect must show the failure and the recovery. The short form takes
a window of twelve seconds; the long form ten one-minute windows of cron (make soak).
"""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import events
from flows.embedded import let_go
from flows.provision import provision
from tasks.report.watch import Silence
from tests.faults.served import GrowingSite, Served, growing_site, published_once, served_in_thread, until


@pytest.fixture(scope="module")
def site() -> Iterator[GrowingSite]:
    with growing_site() as site:
        site.published = 1
        yield site


@pytest.fixture(scope="module")
def served(site: GrowingSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_in_thread(tmp_path_factory.mktemp("served"), site, {"interval": 12}) as served:
        yield served


def test_schedule_goes_on_after_worker_and_server_are_killed(site: GrowingSite, served: Served) -> None:
    published_once(site, served)
    for name in ("worker", "server"):
        before = served.kill(name)
        site.published += 1
        published_once(site, served)
        assert served.processes[name].running.pid != before  # type: ignore[union-attr]
        assert [line for line in served.said if f"The {name} ended with status -9" in line]
    until(lambda: served.runs("COMPLETED"), 60)


def test_events_reach_the_operators_notification_block(served: Served) -> None:
    """A source stays silent: the operator's webhook hears of it once, however often a run tells.

    The schedule goes on meanwhile and may tell of its own (a record night, a check), so only this source's words count.
    """
    told: list[str] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
            if text.startswith("harbour_gazette"):
                told.append(text)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    silence = Silence(source_id="harbour_gazette", hours=30.0, usual_hours=12.0)
    with temporary_settings({PREFECT_API_URL: served.api_url}):
        CustomWebhookNotificationBlock(
            name="newsroom",
            url=f"http://127.0.0.1:{server.server_port}/",
            json_data={"text": "{{body}}"},
        ).save("newsroom", overwrite=True)
        for _ in range(2):  # doing it again changes nothing
            provision(served.api_url, served.prefect_file, "custom-webhook/newsroom")
        tell_until(told, silence)
        let_go()
    server.shutdown()
    server.server_close()
    assert told == ["harbour_gazette has given no new article for 30 hours; up to 12 are usual."]


def tell_until(told: list[str], silence: Silence) -> None:
    """Emits the event, again where the server was away, until the webhook hears of it."""
    for _ in range(6):
        events.source_silent(silence)
        try:
            until(lambda: told, 10)
        except AssertionError:
            continue
        return


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_ten_minutes_of_cron(tmp_path: Path) -> None:
    """A worker is killed with the run it holds, so that the run is lost, shows as crashed, and the next ones go on."""
    cron = {"cron": "* * * * *", "timezone": "Etc/UTC"}
    with growing_site() as site, served_in_thread(tmp_path, site, cron) as served:
        begun = time.monotonic()
        for window in range(1, 11):
            site.published = window
            if window == 3:
                until(lambda: served.runs("RUNNING"), 90)
                os.killpg(served.kill("worker"), signal.SIGKILL)
            if window == 7:
                served.kill("server")
            until(lambda window=window: time.monotonic() - begun > 60 * window, 90)  # type: ignore[misc]
        published_once(site, served)
        until(lambda: served.runs("CRASHED"), 240)
        crashed = min(run["start_time"] for run in served.runs("CRASHED"))
        completed = [run["start_time"] for run in served.runs("COMPLETED")]
        assert max(completed) > crashed
        assert len(completed) >= 5

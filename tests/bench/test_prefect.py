"""What Prefect costs, and what its task runners bring: invented articles, one real server on loopback.

Run with `make bench`. Figures are printed; floors are those of the issue on running unattended.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect import Task

from flows import ingest, process, publish
from flows.embedded import prefect_api, quieten
from flows.parameters import RunParameters
from flows.pipeline import pipeline
from warehouse import Warehouse

TABLES = ("core.articles", "core.claims", "core.talks", "core.measures", "core.statements")
VOLATILE = "'recorded_at', 'at', 'elapsed_ms', 'run_id'"
TOWNS = ("Harbourtown", "Northfield", "Eastbridge", "Millford", "Stonegate", "Westhaven")
FILLER = (
    "Officials in {town} opened shelters in two schools, and the railway put on extra trains for those who left.",
    "The mayor of {town} asked residents to save water until the pumping station had been repaired.",
    "Energy workers restored power to most of {town} by the evening, although some streets remained without light.",
    "A delegation from {town} is expected in the capital next week to discuss the repair of the damaged bridge.",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    quieten()
    with prefect_api(tmp_path_factory.mktemp("prefect")) as address:
        yield address


def articles(path: Path, count: int) -> Path:
    """A file of invented articles of some 400 words, each with figures of its own."""
    chance = random.Random(20260301)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            day = f"2026-{n % 12 + 1:02d}-{n % 27 + 1:02d}"
            launched = chance.randrange(40, 400)
            text = [
                f"Russia launched {launched} drones at Ukraine overnight, Ukraine's air force said on Telegram.",
                f"The air force said it had shot down {launched * 2 // 3} of the drones over {chance.choice(TOWNS)}.",
                f"At least {chance.randrange(1, 9)} people were killed and {chance.randrange(9, 60)} injured in "
                f"{chance.choice(TOWNS)}, the regional governor said.",
            ]
            text += [chance.choice(FILLER).format(town=chance.choice(TOWNS)) for _ in range(18)]
            row = {
                "url": f"https://bench.example/{n}",
                "publisher": f"Paper {n % 20}",
                "published": f"{day}T06:00:00Z",
                "title": f"Drones over {chance.choice(TOWNS)}",
                "text": "\n\n".join(text),
            }
            file.write(json.dumps(row) + "\n")
    return path


def web_pages(folder: Path, count: int) -> Path:
    """A folder of the same articles as news sites serve them: some 120 KB each, most of it menus and scripts."""
    chance = random.Random(20260302)
    folder.mkdir()
    menu = "".join(f'<li class="menu"><a href="/section/{n}">Section {n}</a></li>' for n in range(200))
    script = f"<script>var settings = {json.dumps({f'key{n}': n * 7919 for n in range(4000)})};</script>"
    teasers = "".join(
        f'<div class="teaser"><a href="/story/{n}"><img src="/{n}.jpg" alt="A street in {chance.choice(TOWNS)}">'
        f"<h4>What the week brought for {chance.choice(TOWNS)}, part {n}</h4></a></div>"
        for n in range(120)
    )
    rows = articles(folder.with_suffix(".jsonl"), count).read_text("utf-8").splitlines()
    for n, row in enumerate(map(json.loads, rows)):
        text = "".join(f"<p>{part}</p>" for part in row["text"].split("\n\n"))
        meta = f'<meta property="article:published_time" content="{row["published"]}">'
        (folder / f"{n:05d}.html").write_text(
            f'<!doctype html><html lang="en"><head><title>{row["title"]}</title>{meta}{script}</head>'
            f"<body><header><ul>{menu}</ul></header><main><article><h1>{row['title']}</h1>{text}</article></main>"
            f"<aside>{teasers}</aside><footer><ul>{menu}</ul></footer></body></html>",
            encoding="utf-8",
        )
    return folder


class OwnWork:
    """Adds up the time spent in Sitrep's own functions, the outermost alone where they call each other."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        self._patch = patch
        self._depth = 0

    def watch(self, owner: object, name: str) -> None:
        work = getattr(owner, name)

        def measured(*arguments: Any, **named: Any) -> Any:
            begun, cpu_begun = time.perf_counter(), time.process_time()
            self._depth += 1
            try:
                return work(*arguments, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += time.perf_counter() - begun
                    self.cpu_seconds += time.process_time() - cpu_begun

        self._patch.setattr(owner, name, measured)


def tables(warehouse: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of core, without the columns that tell when it landed."""
    kept = f"COLUMNS(c -> NOT list_contains([{VOLATILE}], c))"
    with Warehouse.open(warehouse, read_only=True) as reader:
        return {name: reader.query(f"SELECT {kept} FROM {name} ORDER BY ALL").to_pylist() for name in TABLES}


def task_runs(address: str) -> int:
    return int(httpx.post(f"{address}/task_runs/count", json={}, trust_env=False).json())


@pytest.mark.long
@pytest.mark.parametrize(("made", "name"), [(web_pages, "pages"), (articles, "articles.jsonl")])
def test_share_of_prefect_in_a_run_of_a_thousand_articles(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[Path, int], Path], name: str
) -> None:
    """As pages, which is what scheduled runs read, and as bare texts, where there is less other work to hide behind."""
    own = OwnWork(monkeypatch)
    for module in (ingest, process, publish):
        for task in [value for value in vars(module).values() if isinstance(value, Task)]:
            own.watch(task, "fn")
    for function in ("prepare", "read_record_nights"):
        own.watch(publish, function)
    for method in ("open", "close", "pending_pages"):
        own.watch(Warehouse, method)
    source = made(tmp_path / name, 1000)
    parameters = RunParameters(warehouse=tmp_path / "data", inputs=(str(source),), runner="threads", workers=1)
    calm = os.getloadavg()[0] < 1
    begun, cpu_begun = time.perf_counter(), time.process_time()
    pipeline(parameters)
    total, cpu_total = time.perf_counter() - begun, time.process_time() - cpu_begun
    share, cpu_share = 1 - own.seconds / total, 1 - own.cpu_seconds / cpu_total
    print(
        f"\n1,000 articles ({name}) in {total:.1f} s; Prefect: {share:.1%} of it, {cpu_share:.1%} of the processor time"
    )
    assert cpu_share <= 0.05
    if calm and made is web_pages:  # waiting for a server that waits for a processor is not Prefect's share
        assert share <= 0.05


@pytest.mark.long
def test_task_runs_do_not_grow_with_the_articles(server: str, tmp_path: Path) -> None:
    counts = []
    for count in (200, 600):
        source = articles(tmp_path / f"{count}.jsonl", count)
        before = task_runs(server)
        pipeline(RunParameters(warehouse=tmp_path / f"data{count}", inputs=(str(source),), workers=2, batch=64))
        counts.append(until_still(lambda: task_runs(server)) - before)
    print(f"\ntask runs for 200 and 600 articles: {counts}")
    assert counts[0] == counts[1]


@pytest.mark.long
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two cores")
def test_two_processes_against_one(server: str, tmp_path: Path) -> None:
    """Extract and read alone, on pages, what has landed being the same; one process is a thread of this one."""
    seconds = {}
    source = web_pages(tmp_path / "pages", 3000)
    for workers in (1, 2):
        data = tmp_path / f"data{workers}"
        parameters = RunParameters(warehouse=data, inputs=(str(source),), runner="processes", workers=workers)
        ingest.ingest(parameters, "bench")
        begun = time.perf_counter()
        process.process(parameters, "bench")
        seconds[workers] = time.perf_counter() - begun
    gain = seconds[1] / seconds[2]
    print(f"\n3,000 pages: {seconds[1]:.1f} s in one process, {seconds[2]:.1f} s in two: {gain:.2f} x")
    assert gain >= 1.7
    assert tables(tmp_path / "data1") == tables(tmp_path / "data2")


def until_still(count: Callable[[], int]) -> int:
    """The count once it stays for two looks: task runs reach the server's tables by its queue."""
    seen, still = -1, 0
    while still < 4:
        time.sleep(0.5)
        now = count()
        seen, still = now, still + 1 if now == seen else 0
    return seen

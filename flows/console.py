"""A run as a person at a terminal sees it: progress while it goes, then what came of it and what to try next."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from flows.embedded import prefect_api
from flows.parameters import RunParameters
from tasks.report.run import read_run
from warehouse import Warehouse, WarehouseError

STEPS = {"discover": "sources read", "fetch": "addresses", "extract": "pages", "claims": "articles read"}
LOOK_SECONDS = 0.5
SHORT = 12
"""Columns up to that many characters wide are not broken over lines."""

PROGRESS_SQL = """
    SELECT step, outcome, count(*) AS n FROM raw.outcomes WHERE "at" >= $1 GROUP BY ALL ORDER BY n DESC
"""
FACTS_SQL = """
    SELECT (SELECT count(*) FROM core.articles) AS articles,
           (SELECT count(*) FROM core.articles WHERE is_relevant) AS relevant,
           (SELECT count(*) FROM core.claims) AS claims,
           (SELECT count(*) FROM core.talks) AS talks,
           (SELECT count(*) FROM core.measures) AS measures,
           (SELECT count(*) FROM core.statements) AS statements
"""
DRONES_SQL = """
    SELECT strftime(day, '%Y-%m-%d') AS day, actor || ' → ' || target AS direction, metric,
           best::BIGINT AS best, best_speaker AS "says", n_reports AS reports,
           CASE WHEN disagreement THEN concat_ws('–', low::BIGINT, high::BIGINT)
                ELSE '' END AS disputed
    FROM marts.drone_counts ORDER BY day DESC, direction, metric LIMIT 15
"""
ROUNDS_SQL = """
    SELECT track, round, strftime(date_start, '%Y-%m-%d') AS date, concat_ws(', ', city, country) AS place,
           array_to_string(parties, ' ') AS parties, status, outcome
    FROM marts.negotiation_rounds ORDER BY date_start DESC NULLS LAST, round DESC LIMIT 10
"""


def run_on_console(parameters: RunParameters, console: Console | None = None) -> bool:
    """Run the pipeline and print what came of it; True when something went to quarantine."""
    console = console or Console()
    with ExitStack() as stack:
        if not parameters.inputs and parameters.sources is None:
            parameters = parameters.model_copy(update={"sources": stack.enter_context(sample_sources())})
        with progress(console, parameters.warehouse):
            stack.enter_context(prefect_api(parameters.warehouse / "prefect"))
            from flows.pipeline import pipeline

            run_id = pipeline(parameters)
    with Warehouse.open(parameters.warehouse, read_only=True) as warehouse:
        return summarise(console, warehouse, run_id)


@contextmanager
def sample_sources() -> Iterator[Path]:
    """The bundled sample site on loopback, for the length of the run; gives its sources.toml."""
    from deployments.sample_site import serve

    with serve() as site:
        yield site.sources


@contextmanager
def progress(console: Console, warehouse: Path) -> Iterator[None]:
    """Show how many items came through each step: one live table on a terminal, else a line whenever a step moves."""
    started, over = datetime.now(UTC), threading.Event()

    def watch() -> None:
        shown = ""
        live = Live(Text("Starting …"), console=console, transient=True) if console.is_terminal else None
        with live or ExitStack():
            while not over.wait(LOOK_SECONDS):
                lines = progress_lines(warehouse, started)
                if live:
                    live.update(Text("\n".join(lines) or "Starting …"))
                elif lines and lines[-1] != shown:
                    shown = lines[-1]
                    console.print(Text(shown))

    watcher = threading.Thread(target=watch, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def progress_lines(warehouse: Path, started: datetime) -> list[str]:
    """One line a step that has begun: how many items, by outcome. Empty while there is no warehouse yet."""
    try:
        with Warehouse.open(warehouse, read_only=True) as reader:
            counts = reader.query(PROGRESS_SQL, [started]).to_pylist()
    except WarehouseError:
        return []
    lines = []
    for step, noun in STEPS.items():
        words = [f"{row['n']} {row['outcome']}" for row in counts if row["step"] == step]
        if words:
            total = sum(row["n"] for row in counts if row["step"] == step)
            lines.append(f"{step:<9} {total} {noun}: {', '.join(words)}")
    return lines


def summarise(console: Console, warehouse: Warehouse, run_id: str) -> bool:
    """Print what the run brought and what the warehouse now answers; True when something is in quarantine."""
    facts = warehouse.query(FACTS_SQL).to_pylist()[0]
    run = read_run(warehouse.query, run_id)
    outcomes = [{"step": step, "outcome": outcome, "items": items} for step, outcome, items in run.outcomes]
    show(console, "What came of each item", outcomes)
    for each in run.quarantine:
        console.print(f"[yellow]{escape(each.item)}[/]: {escape(each.reason or each.outcome)}", soft_wrap=True)
    show(console, "Drones by night (newest first)", warehouse.query(DRONES_SQL).to_pylist())
    show(console, "Negotiation rounds", warehouse.query(ROUNDS_SQL).to_pylist())
    console.print(
        f"{facts['articles']} articles ({facts['relevant']} about the conflict): {facts['claims']} counted claims, "
        f"{facts['talks']} talks, {facts['measures']} measures, {facts['statements']} statements."
    )
    console.print(f"The warehouse is in {warehouse.path}. Try next:", soft_wrap=True, highlight=False)
    console.print(
        f"  sitrep sql --warehouse {warehouse.path} "
        '"SELECT day, metric, best, best_speaker, best_url FROM marts.drone_counts ORDER BY day"',
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
    return bool(run.quarantine)


def show(console: Console, title: str, rows: list[dict[str, object]]) -> None:
    """Print rows as a table that fits the screen; nothing where there are none."""
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim")
    for name, value in rows[0].items():
        is_short = max(len(str(row[name])) for row in rows) <= SHORT
        table.add_column(name, justify="right" if isinstance(value, int) else "left", overflow="fold", no_wrap=is_short)
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row.values()))
    console.print(table)

"""The `sitrep` command: each command is a few lines over a function of the library.

Imports stand inside the commands, so that `sitrep sql` does not pay for Prefect.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.orphans import end_with_parent
from warehouse import WarehouseError, default_location

end_with_parent()  # worker processes import the program's main module before anything else

DONE, FAILED, MISUSED, QUARANTINED = 0, 1, 2, 3

app = typer.Typer(
    help="Reads the news of a war and keeps the books: counted claims, talks, measures and statements, in SQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

WarehouseOption = Annotated[
    Path,
    typer.Option("--warehouse", "-w", metavar="DIR", help="Folder of the warehouse.", envvar="SITREP_WAREHOUSE"),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="Show the warehouse as it was at this time (ISO 8601).")
]
SourcesOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Also discover from these sources.")]
RunnerOption = Annotated[str, typer.Option(help="What extracts and reads: processes, threads or dask.")]
WorkersOption = Annotated[int, typer.Option(min=1, help="How many of them.")]
DaskOption = Annotated[str | None, typer.Option(help="Dask scheduler (tcp://host:8786), for --runner dask.")]
OnlyRelevantOption = Annotated[
    bool, typer.Option("--only-relevant/--keep-all", help="Whether to keep articles that are not about the conflict.")
]
DEFAULT_WAREHOUSE = default_location()
CORES = os.cpu_count() or 2


@app.command()
def run(
    inputs: Annotated[list[str] | None, typer.Argument(metavar="[INPUT]...", help="URLs, files, folders.")] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    sources: SourcesOption = None,
    runner: RunnerOption = "processes",
    workers: WorkersOption = CORES,
    dask_address: DaskOption = None,
    only_relevant: OnlyRelevantOption = False,
) -> None:
    """Discover, fetch, extract, read, link and publish.

    INPUT is any mix of article, feed or sitemap URLs; .txt, .html, .jsonl, .csv, .parquet and .warc(.gz) files;
    folders of these. With no INPUT and no sources the bundled sample site is read.
    Ends with 0 when done, 1 when the run failed, 2 when used wrongly, 3 when done with items in quarantine.
    """
    start(
        warehouse=warehouse,
        inputs=tuple(inputs or ()),
        sources=sources,
        runner=runner,
        workers=workers,
        dask_address=dask_address,
        keep="relevant" if only_relevant else "full",
    )


@app.command()
def backfill(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Read sources back to this day (UTC).")],
    sources: Annotated[Path, typer.Option(metavar="FILE", help="The sources to read.")] = Path(
        "deployments/sources.toml"
    ),
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Up to this day, which is left out.")
    ] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    runner: RunnerOption = "processes",
    workers: WorkersOption = CORES,
    dask_address: DaskOption = None,
    only_relevant: OnlyRelevantOption = True,
) -> None:
    """Read the past from everything that the sources still list; started again, it goes on where it was."""
    start(
        warehouse=warehouse,
        sources=sources,
        since=since.date(),
        until=until.date() if until else None,
        runner=runner,
        workers=workers,
        dask_address=dask_address,
        keep="relevant" if only_relevant else "full",
    )


def start(**parameters: object) -> None:
    """Run the pipeline on the console and end with its exit status."""
    from flows.embedded import quieten

    quieten()
    from flows.console import run_on_console
    from flows.parameters import RunParameters
    from tasks.discover import SourcesError, load_sources

    checked = RunParameters.model_validate(parameters)
    try:
        _ = load_sources(checked.sources) if checked.sources else ()
    except SourcesError as wrong:
        raise typer.BadParameter(str(wrong), param_hint="--sources") from wrong
    raise typer.Exit(QUARANTINED if run_on_console(checked) else DONE)


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(metavar="[SQL]", help="One or more statements; none: a prompt.")
    ] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, json, markdown or parquet.")] = "table",
    as_of: AsOfOption = None,
) -> None:
    """Ask the warehouse in SQL, read-only. With no SQL: a prompt with history and completion."""
    from warehouse.shell import run_sql

    raise typer.Exit(run_sql(warehouse, query, form=form, as_of=as_of))


@app.command()
def tables(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="A table, such as core.claims.")] = None,
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, json or markdown.")] = "table",
    as_of: AsOfOption = None,
) -> None:
    """List the tables with their rows and meaning, or the columns of one."""
    from warehouse.listing import show_tables

    raise typer.Exit(show_tables(warehouse, table, form=form, as_of=as_of))


@app.command()
def report(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the page and its pictures.")] = Path("report"),
) -> None:
    """Draw the report page and its pictures from what is published."""
    from datetime import UTC, datetime

    from tasks.report.read import read_tables
    from tasks.report.write import report as draw
    from warehouse import Warehouse

    now = datetime.now(UTC)
    with Warehouse.open(warehouse, read_only=True) as reader:
        written = draw(read_tables(reader.query, now), out, now)
    print(f"{written[0]} and {len(written) - 1} pictures beside it.")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    form: Annotated[str, typer.Option("--format", "-f", help="parquet or csv.")] = "parquet",
    only: Annotated[list[str] | None, typer.Option("--table", "-t", help="Only this table (may be repeated).")] = None,
    with_pages: Annotated[bool, typer.Option(help="With the bytes of the pages too.")] = False,
    as_of: AsOfOption = None,
) -> None:
    """Write the tables as Parquet or CSV, with a README and a Frictionless datapackage.json."""
    from warehouse.export import export as write

    raise typer.Exit(write(warehouse, folder, form=form, only=only or (), with_pages=with_pages, as_of=as_of))


@app.command()
def maintain(warehouse: WarehouseOption = DEFAULT_WAREHOUSE) -> None:
    """Merge small files, drop old snapshots, delete leftovers, back up the catalog; safe beside a running pipeline."""
    from warehouse.maintenance import maintain as tidy

    raise typer.Exit(tidy(warehouse))


@app.command()
def doctor(warehouse: WarehouseOption = DEFAULT_WAREHOUSE) -> None:
    """Say in plain words what is wrong with the installation or the warehouse."""
    from warehouse.doctor import doctor as look

    raise typer.Exit(look(warehouse))


@app.command()
def serve(
    warehouse: WarehouseOption = DEFAULT_WAREHOUSE,
    host: Annotated[str, typer.Option(help="Address that the UI listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the UI.")] = 4200,
) -> None:
    """Run unattended: a Prefect server with its UI, a worker, and the schedules, until Ctrl-C."""
    from flows.serve import ServeSettings
    from flows.serve import serve as serve_until_stopped

    serve_until_stopped(ServeSettings(warehouse=warehouse, host=host, port=port))


def main() -> None:
    """Run the command line; every error ends as one or two plain sentences on standard error, with its exit status."""
    from pydantic import ValidationError

    try:
        app()
    except ValidationError as wrong:
        for error in wrong.errors():
            print(f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}", file=sys.stderr)
        sys.exit(MISUSED)
    except (WarehouseError, OSError) as failed:
        print(failed, file=sys.stderr)
        sys.exit(FAILED)
    except Exception as bug:
        print(f"Sitrep failed, which is a mistake in it: {bug}\nThe details are in {write_down(bug)}.", file=sys.stderr)
        sys.exit(FAILED)


def write_down(bug: Exception) -> Path:
    """Keep a traceback where a person can find it, and the terminal free of it."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="sitrep-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write("".join(traceback.format_exception(bug)))
    return Path(log.name)


if __name__ == "__main__":
    main()

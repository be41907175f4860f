"""The prompt: statements over several lines, errors that do not end it, commands, completion."""

import io
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.warehouse.rows import article, claim
from warehouse import Warehouse
from warehouse.prompt import SqlCompleter, prompt
from warehouse.sandbox import lock


def test_a_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Warehouse.open(tmp_path / "w") as warehouse:
        warehouse.land([article(), claim()])
    out = io.StringIO()
    typed = [
        "SELECT count(*) AS n", "FROM core.claims;", "FROM nothing;", "DROP TABLE core.claims;", ".mode csv",
        "SELECT 1 AS one;", ".quit",
    ]  # fmt: skip
    with (
        create_pipe_input() as keys,
        create_app_session(input=keys, output=DummyOutput()),
        Warehouse.open(tmp_path / "w", read_only=True) as reader,
    ):
        keys.send_text("".join(line + "\r" for line in typed))
        prompt(lock(reader), "json", out)
    assert '[\n{"n": 1}\n]\n' in out.getvalue()
    assert out.getvalue().endswith("one\n1\n")
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("Table with name nothing does not exist") and told[1].startswith("this is read-only")
    assert "FROM core.claims;" in (tmp_path / "state" / "sitrep" / "sql_history").read_text()


def test_completion(warehouse: Warehouse) -> None:
    completer = SqlCompleter(warehouse.connection)

    def offered(text: str) -> set[str]:
        return {found.text for found in completer.get_completions(Document(text), CompleteEvent())}

    assert "core.claims" in offered("SELECT * FROM ")
    assert offered("SELECT * FROM core.cl") == {"core.claims"}
    assert {"speaker", "speaker_side"} <= offered("SELECT spea")
    assert "SELECT" in offered("sel")
    assert offered("SELECT count(evid") == {"evidence"}

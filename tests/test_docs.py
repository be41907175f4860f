"""The documents cannot rot: every command stands in the README and helps itself, every link leads somewhere."""

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from flows.cli import app

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = sorted(getattr(get_command(app), "commands"))  # noqa: B009 - typer's group, untyped


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_and_helps(command: str) -> None:
    assert f"`sitrep {command}" in (ROOT / "README.md").read_text(encoding="utf-8")
    helped = CliRunner().invoke(app, [command, "--help"])
    assert helped.exit_code == 0
    assert len(helped.output.splitlines()) > 5


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_check_is_documented_with_its_rule() -> None:
    page = (ROOT / "docs" / "marts.md").read_text(encoding="utf-8")
    for file in sorted((ROOT / "warehouse").rglob("checks/*.sql")):
        severity, rule = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ").split(": ", 1)
        assert f"| {severity} | {rule} |" in page, file

"""The rules of the layout, as tests: imports point one way, and Prefect stays at the edge."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {"warehouse": set[str](), "tasks": {"warehouse"}, "flows": {"tasks", "warehouse", "deployments"}}
STEPS = ["discover", "fetch", "extract", "claims", "link", "report"]


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer: str) -> None:
    forbidden = {"warehouse", "tasks", "flows", "deployments"} - LAYERS[layer] - {layer}
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(layer)
        for name in imported(path)
        if name.split(".")[0] in forbidden
    ]
    assert not wrong


def test_a_step_reads_only_steps_before_it() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for position, step in enumerate(STEPS)
        for path in modules(f"tasks/{step}")
        for name in imported(path)
        for later in STEPS[position + 1 :]
        if name.startswith(f"tasks.{later}")
    ]
    assert not wrong


def test_prefect_stays_in_flows() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package in ("tasks", "warehouse")
        for path in modules(package)
        for name in imported(path)
        if name.split(".")[0] in {"prefect", "prefect_dask"}
    ]
    assert not wrong

"""The rules of the layout, as tests: imports point one way, and Prefect stays at the edge."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
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


def test_no_imports_go_in_a_circle() -> None:
    """Not even those inside of functions: a module can be read without what stands on it."""
    files = {module_name(path): path for layer in LAYERS for path in modules(layer)}
    graph = {name: own_modules(path, set(files)) - {name} for name, path in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def own_modules(path: Path, names: set[str]) -> set[str]:
    """The project's modules that a file names: `from package import module` is the module, not the package."""
    found = set(imported(path))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= members
            if members <= names:
                found.discard(node.module)
    return found & names

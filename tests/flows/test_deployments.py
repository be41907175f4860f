"""What runs unattended, checked by rules: Prefect's files, container files, and that all they name is there."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint
from prefect.settings import get_current_settings

from flows.provision import AUTOMATIONS_FILE, CHECKOUT, PREFECT_FILE, WORK_POOL, automations, checkout

DEPLOYMENTS = yaml.safe_load(PREFECT_FILE.read_text(encoding="utf-8"))
COMPOSE = yaml.safe_load((CHECKOUT / "deployments" / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (CHECKOUT / "deployments" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
OURS = ("server", "provision", "worker")


@pytest.mark.parametrize("deployment", DEPLOYMENTS["deployments"], ids=lambda each: each["entrypoint"])
class TestDeployments:
    def test_entrypoint_is_a_flow_and_takes_the_parameters(self, deployment: dict[str, Any]) -> None:
        assert ":" not in deployment["entrypoint"]
        flow = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
        given = deployment.get("parameters", {})
        if not deployment["schedules"]:  # the UI's form asks for what is missing
            given = {"parameters": {"since": "2026-01-01", **given["parameters"]}}
        flow.validate_parameters(given)

    def test_schedules_have_a_time_zone(self, deployment: dict[str, Any]) -> None:
        for schedule in deployment["schedules"]:
            CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
            ZoneInfo(schedule["timezone"])
            assert schedule["slug"]

    def test_one_run_at_a_time(self, deployment: dict[str, Any]) -> None:
        assert deployment["concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_limit"]["collision_strategy"] in ("CANCEL_NEW", "ENQUEUE")

    def test_is_tagged_described_and_has_the_pool(self, deployment: dict[str, Any]) -> None:
        assert "sitrep" in deployment["tags"]
        assert deployment["description"].endswith(".")
        assert deployment["work_pool"]["name"] == WORK_POOL

    def test_files_among_the_parameters_exist(self, deployment: dict[str, Any]) -> None:
        sources = deployment.get("parameters", {}).get("parameters", {}).get("sources")
        assert sources is None or (CHECKOUT / sources).is_file()


def test_pull_step_is_importable_and_leads_to_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (step,) = DEPLOYMENTS["pull"]
    module, _, name = next(iter(step)).rpartition(".")
    assert getattr(import_module(module), name) is checkout
    assert checkout() == {"directory": str(CHECKOUT)}
    assert Path.cwd() == CHECKOUT


def test_automations_do_nothing_without_a_block_and_notify_with_one() -> None:
    block = "2f0fd2ba-37b1-4f50-a1f5-6a5f3ab1c9be"
    silent = [action.type for each in automations(None) for action in each.actions]
    telling = [action.type for each in automations(block) for action in each.actions]
    assert silent.count("do-nothing") == telling.count("send-notification") == 4
    assert "send-notification" not in silent


def test_automations_watch_the_events_that_are_emitted() -> None:
    emitted = set(re.findall(r'"(sitrep\.[a-z]+\.[a-z]+)"', (CHECKOUT / "flows" / "events.py").read_text()))
    watched = {name for each in automations(None) for name in each.trigger.expect}  # type: ignore[union-attr]
    assert emitted == {name for name in watched if name.startswith("sitrep.")}
    assert len(yaml.safe_load(AUTOMATIONS_FILE.read_text())["automations"]) == len(automations(None))


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
class TestCompose:
    def test_image_is_pinned(self, name: str) -> None:
        image, _, tag = COMPOSE["services"][name]["image"].partition(":")
        assert image
        assert re.search(r"\d", tag), "a tag with a version, never latest"

    def test_comes_back_by_itself(self, name: str) -> None:
        assert COMPOSE["services"][name]["restart"] in ("unless-stopped", "on-failure")

    def test_waits_for_what_it_needs(self, name: str) -> None:
        for needed, how in COMPOSE["services"][name].get("depends_on", {}).items():
            service = COMPOSE["services"][needed]
            if how["condition"] == "service_healthy":
                assert "healthcheck" in service
            else:
                assert (how["condition"], service["restart"]) == ("service_completed_successfully", "on-failure")

    def test_is_reached_from_this_machine_only(self, name: str) -> None:
        service = COMPOSE["services"][name]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
        assert service["networks"] == ["inside"]
        assert "privileged" not in service

    def test_volumes_are_declared_or_exist(self, name: str) -> None:
        for volume in COMPOSE["services"][name].get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (CHECKOUT / "deployments" / source).is_file()

    def test_secrets_come_from_outside(self, name: str) -> None:
        for variable, value in COMPOSE["services"][name].get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY", variable):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value)

    def test_variables_are_ones_that_somebody_reads(self, name: str) -> None:
        known = {alias.upper() for alias in _prefect_variables()}
        ours = "\n".join(
            path.read_text() for folder in ("flows", "warehouse") for path in (CHECKOUT / folder).glob("*.py")
        )
        settings = {f"SITREP_{field.upper()}" for field in re.findall(r"^    (\w+): ", _warehouse_settings(), re.M)}
        for variable in COMPOSE["services"][name].get("environment", {}):
            if variable.startswith("PREFECT_"):
                assert variable in known
            elif variable.startswith(("SITREP_", "AWS_")) and name in OURS:
                assert variable in ours or variable in settings


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_start_something_that_is_there(name: str) -> None:
    command = COMPOSE["services"][name]["entrypoint"]
    if command[0] == "python":
        assert import_module(command[2])
    else:
        assert command[0] == "prefect"
        assert import_module(f"prefect.cli.{command[1]}")


def test_example_environment_names_every_needed_variable() -> None:
    text = (CHECKOUT / "deployments" / "compose.yaml").read_text()
    example = (CHECKOUT / "deployments" / "env.example").read_text()
    for variable in set(re.findall(r"\$\{(\w+):\?", text)):
        assert re.search(rf"^{variable}=$", example, re.M)


def _instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.M)


def test_dockerfile_builds_from_pinned_images() -> None:
    for image in _instructions("FROM"):
        assert re.match(r"[\w./-]+:\d+\.\d+\.\d+-\S+", image)


def test_dockerfile_ends_as_a_user_without_rights() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER +(\S+)", last, re.M)[-1:] == ["sitrep"]
    assert "useradd --uid" in last


def test_dockerfile_installs_only_what_is_locked_and_hashed() -> None:
    installs = [line for line in _instructions("RUN") if "pip install" in line]
    assert any("--require-hashes -r requirements.lock" in line for line in installs)
    assert all("--no-deps" in line for line in installs)
    assert "PIP_NO_CACHE_DIR=1" in DOCKERFILE


def test_dockerfile_copies_what_exists_and_is_not_ignored() -> None:
    allowed = (CHECKOUT / "deployments" / "Dockerfile.dockerignore").read_text().splitlines()
    assert allowed[0] == "*"
    for line in _instructions("COPY"):
        if not line.startswith("--from"):
            for source in line.split()[:-1]:
                assert (CHECKOUT / source).exists()
                assert f"!{source}" in allowed
    assert not _instructions("ADD")


def _warehouse_settings() -> str:
    return (CHECKOUT / "warehouse" / "settings.py").read_text()


def _prefect_variables() -> set[str]:
    """Names that Prefect reads from the environment."""
    return set(get_current_settings().to_environment_variables(include_secrets=True)) | {
        name.upper() for name in _aliases(type(get_current_settings()))
    }


def _aliases(model: Any, prefix: str = "prefect_") -> set[str]:
    names: set[str] = set()
    for name, field in model.model_fields.items():
        kind = field.annotation
        if hasattr(kind, "model_fields"):
            names |= _aliases(kind, f"{prefix}{name}_")
        else:
            names.add(prefix + name)
        choices = getattr(field.validation_alias, "choices", [])
        names |= {choice for choice in choices if isinstance(choice, str)}
    return names

"""Puts Sitrep's work pool, deployments and automations on a Prefect server; doing it again changes nothing.

`python -m flows.provision` does it for the server that PREFECT_API_URL names.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

CHECKOUT = Path(__file__).resolve().parent.parent
PREFECT_FILE = CHECKOUT / "deployments" / "prefect.yaml"
AUTOMATIONS_FILE = CHECKOUT / "deployments" / "automations.yaml"
WORK_POOL = "sitrep"
SIDE_BY_SIDE = 2
"""Runs of the pool at one time: the pipeline, and one of publish, maintain and backfill beside it."""


class ProvisionError(OSError):
    """The server refused what Sitrep needs on it."""


def checkout() -> dict[str, str]:
    """Prefect's pull step: run where the installed package's checkout is, so that relative paths of parameters hold."""
    os.chdir(CHECKOUT)
    return {"directory": str(CHECKOUT)}


def provision(api_url: str, prefect_file: Path = PREFECT_FILE, notification_block: str | None = None) -> list[str]:
    """Work pool, deployments and automations; gives one line each for what was done.

    notification_block names a block on the server as type-slug/name. Raises ProvisionError.
    """
    with temporary_settings({PREFECT_API_URL: api_url}), get_client(sync_client=True) as client:
        lines = [_work_pool(client)]
        block_id = _block_id(client, notification_block) if notification_block else None
        lines += [_automation(client, each) for each in automations(block_id)]
    _deploy(api_url, prefect_file)
    names = ", ".join(
        f"{each['entrypoint'].split('.')[-1]}/{each['name']}" for each in _load(prefect_file)["deployments"]
    )
    return [*lines, f"deployments: {names}"]


def automations(block_id: str | None) -> list[AutomationCore]:
    """The automations of the file; without a block, those that would notify do nothing instead."""
    return [
        AutomationCore.model_validate(_with_block(each, block_id)) for each in _load(AUTOMATIONS_FILE)["automations"]
    ]


def _with_block(automation: dict[str, Any], block_id: str | None) -> dict[str, Any]:
    actions = [
        action
        if action["type"] != "send-notification"
        else {**action, "block_document_id": block_id}
        if block_id
        else {"type": "do-nothing"}
        for action in automation["actions"]
    ]
    return {**automation, "actions": actions}


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _work_pool(client: SyncPrefectClient) -> str:
    try:
        client.read_work_pool(WORK_POOL)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=WORK_POOL, type="process", concurrency_limit=SIDE_BY_SIDE))
    return f"work pool: {WORK_POOL}"


def _block_id(client: SyncPrefectClient, name: str) -> str:
    slug, _, block = name.partition("/")
    try:
        return str(client.read_block_document_by_name(block, slug).id)
    except ObjectNotFound as missing:
        raise ProvisionError(
            f"SITREP_NOTIFICATION_BLOCK names {name!r}, but the Prefect server has no such block: make it in the UI "
            "under Blocks, or unset the variable."
        ) from missing


def _automation(client: SyncPrefectClient, automation: AutomationCore) -> str:
    known = client.read_automations_by_name(automation.name)
    if known:
        kept = automation.model_copy(update={"enabled": known[0].enabled})  # the operator's switch in the UI holds
        client.update_automation(known[0].id, kept)
    else:
        client.create_automation(automation)
    return f"automation: {automation.name}"


def _deploy(api_url: str, prefect_file: Path) -> None:
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(prefect_file)]
    environment = {**os.environ, "PREFECT_API_URL": api_url}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProvisionError(
            f"Prefect did not take the deployments of {prefect_file}:\n{(done.stdout + done.stderr)[-2000:]}"
        )


if __name__ == "__main__":
    print(
        *provision(os.environ["PREFECT_API_URL"], notification_block=os.environ.get("SITREP_NOTIFICATION_BLOCK")),
        sep="\n",
    )

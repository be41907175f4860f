"""What the pipeline tells the outside: custom events that Prefect's automations can act on.

sitrep.source.silent, sitrep.check.failed and sitrep.attack.record; the payload says it in one sentence (`message`).
"""

from prefect.events import emit_event

from tasks.report import wording
from tasks.report.run import Check
from tasks.report.watch import RecordNight, Silence


def source_silent(silence: Silence) -> None:
    """No new article of a source for longer than what sources.toml expects of it makes usual."""
    days = f"{silence.hours:.0f} hours; up to {silence.usual_hours:.0f} are usual"
    message = f"{silence.source_id} has given no new article for {days}."
    _emit(
        "sitrep.source.silent",
        f"sitrep.source.{silence.source_id}",
        message,
        hours=silence.hours,
        usual_hours=silence.usual_hours,
    )


def check_failed(check: Check) -> None:
    """A check of the published tables found rows that break its rule."""
    message = f"{check.name} ({check.severity}): {check.failing_rows} rows break the rule. {check.example or ''}"
    _emit(
        "sitrep.check.failed",
        f"sitrep.check.{check.name}",
        message,
        severity=check.severity,
        failing_rows=check.failing_rows,
    )


def attack_record(night: RecordNight) -> None:
    """A night beats every night known before, in its direction."""
    message = (
        f"{wording.direction(night.actor, night.target)}, {wording.day(night.day)}: {wording.number(night.best)} "
        f"drones launched, more than in any night known before."
    )
    _emit(
        "sitrep.attack.record",
        f"sitrep.attack.{night.actor}.{night.target}.{night.day}",
        message,
        day=night.day.isoformat(),
        actor=night.actor,
        target=night.target,
        best=night.best,
        speaker=night.best_speaker,
    )


def _emit(event: str, resource: str, message: str, **payload: object) -> None:
    emit_event(
        event=event,
        resource={"prefect.resource.id": resource, "prefect.resource.name": resource},
        payload={"message": message, **payload},
    )

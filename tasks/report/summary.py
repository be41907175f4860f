"""A run as a person reads it: its summary in Markdown, and one sentence on what to do about it."""

from collections.abc import Sequence

from tasks.report import wording
from tasks.report.run import Attack, AttackFigures, Run


def run_markdown(run: Run) -> str:
    """The run's summary as Markdown; what comes from outside is escaped."""
    parts = [_headline(run), _outcomes(run), _news(run), _checks(run), _hosts(run)]
    return "\n\n".join(part for part in parts if part)


def advice(run: Run) -> str:
    """One sentence on what to do about the run, for a person who did not write the pipeline."""
    failed = [check for check in run.checks if check.severity == "fail" and check.failing_rows]
    if failed:
        return (
            f"The check {failed[0].name} failed, so the last good tables stay published: look at its example below, "
            "mend the source or the rule, and run publish again."
        )
    refused = [each for each in run.quarantine if each.step in ("discover", "fetch")]
    if refused:
        return (
            f"Not fetched: {_several(len(refused), 'address', 'addresses')}. The next run tries again; look at the "
            "quarantine table if the same ones stay there."
        )
    if run.quarantine:
        return (
            f"In quarantine: {_several(len(run.quarantine), 'item', 'items')}, with the reasons in the quarantine "
            "table; everything else is published."
        )
    return "Nothing needs doing."


_FATES = ("launched", "shot_down", "suppressed", "neutralized", "hit")


def plain(text: str | None) -> str:
    r"""Text from outside as Markdown that shows it letter by letter.

    >>> print(plain("<b>a|b</b> [x](javascript:1)"))
    &lt;b&gt;a\|b&lt;/b&gt; \[x\](javascript:1)
    """
    return "".join(_SHOWN.get(c, c) for c in text or "").replace("\n", " ")


_SHOWN = {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {c: f"\\{c}" for c in "\\`*_[]|~#!"}


def _several(count: int, one: str, many: str) -> str:
    return f"{wording.number(count)} {one if count == 1 else many}"


def _headline(run: Run) -> str:
    found = (
        _several(run.claims, "counted claim", "counted claims"),
        _several(run.talks, "talks event", "talks events"),
        _several(run.measures, "measure", "measures"),
        _several(run.statements, "statement", "statements"),
    )
    read = _several(run.articles, "article", "articles")
    return f"## {read} read, {wording.number(run.relevant)} about the conflict\n\n{', '.join(found)}. {advice(run)}"


def _outcomes(run: Run) -> str:
    return _table("What became of each item", ("step", "outcome", "items"), run.outcomes)


def _attack(attack: Attack) -> str:
    what = [_figures(each) for each in attack.figures if not each.place or attack.figures[0].place]
    told = f": {'; '.join(what)}" if what else ""
    return (
        f"- {wording.day(attack.day)}, {wording.direction(attack.actor, attack.target)}{told} "
        f"({_several(attack.reports, 'report', 'reports')})"
    )


def _figures(figures: AttackFigures) -> str:
    """ "472 drones launched, 382 shot down or suppressed" """
    fates = [(fate, getattr(figures, fate)) for fate in _FATES if getattr(figures, fate) is not None]
    (first, count), *others = fates
    told = [f"{wording.number(count)} {wording.counted(first, figures.object, count)}"]
    told += [f"{wording.number(count)} {wording.METRICS[fate]}" for fate, count in others]
    return (f"{plain(figures.place.title())}: " if figures.place else "") + ", ".join(told)


def _news(run: Run) -> str:
    attacks = [_attack(each) for each in run.attacks]
    rounds = [
        f"- {plain(each.track)}{f', round {each.round}' if each.round else ''}, {wording.day(each.day)}, "
        f"{plain(each.city) or 'place unknown'}: {each.status.replace('_', ' ')}"
        for each in run.rounds
    ]
    parts = []
    if attacks:
        parts.append("### New attacks\n\n" + "\n".join(attacks))
    if rounds:
        parts.append("### New rounds of talks\n\n" + "\n".join(rounds))
    return "\n\n".join(parts)


def _checks(run: Run) -> str:
    broken = [check for check in run.checks if check.failing_rows]
    if not run.checks:
        return ""
    if not broken:
        return f"### Checks\n\nAll {len(run.checks)} checks of the published tables hold."
    rows = [(plain(each.name), each.severity, each.failing_rows, plain(each.example)) for each in broken]
    return _table(
        f"Checks: {len(broken)} of {len(run.checks)} do not hold", ("check", "severity", "rows", "example"), rows
    )


def _hosts(run: Run) -> str:
    rows = [(plain(h.host), h.pages, f"{h.median_seconds:.2f} s", f"{h.slowest_seconds:.2f} s") for h in run.hosts]
    return _table("Slowest hosts", ("host", "pages", "median", "slowest"), rows) if rows else ""


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])

"""What a run says of itself: the summary and the advice."""

from dataclasses import replace
from datetime import date

import pytest

from tasks.report.run import Attack, AttackFigures, Check, Quarantined, Run
from tasks.report.summary import advice, run_markdown

QUIET = Run(
    articles=12, relevant=7, claims=31, talks=2, measures=1, statements=40, outcomes=(("fetch", "ok", 12),),
    attacks=(), rounds=(), checks=(), hosts=(), quarantine=(),
)  # fmt: skip
FAILED = Check(name="drone_counts/parts", severity="fail", failing_rows=2, example="<script>|x")
REFUSED = Quarantined(step="fetch", item="https://a.example/", outcome="http_error", reason="The server answered 503.")
EMPTY = Quarantined(step="extract", item="p1", outcome="empty", reason="No text was found.")


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (QUIET, "Nothing needs doing."),
        (
            replace(QUIET, checks=(FAILED,)),
            "The check drone_counts/parts failed, so the last good tables stay published",
        ),
        (replace(QUIET, quarantine=(REFUSED,)), "Not fetched: 1 address. The next run tries again"),
        (replace(QUIET, quarantine=(EMPTY, EMPTY)), "In quarantine: 2 items"),
        (replace(QUIET, checks=(replace(FAILED, severity="warn"),)), "Nothing needs doing."),
    ],
)
def test_advice_is_one_sentence_on_what_to_do(run: Run, words: str) -> None:
    assert words in advice(run)


def test_summary_counts_and_escapes() -> None:
    text = run_markdown(replace(QUIET, checks=(FAILED,)))
    assert "## 12 articles read, 7 about the conflict" in text
    assert "31 counted claims, 2 talks events, 1 measure, 40 statements." in text
    assert "| drone\\_counts/parts | fail | 2 | &lt;script&gt;\\|x |" in text


def attack(*figures: AttackFigures) -> Run:
    told = Attack(day=date(2026, 3, 1), actor="RU", target="UA", reports=2, figures=figures)
    return replace(QUIET, attacks=(told,))


def test_a_new_attack_is_told_with_its_figures() -> None:
    drones = AttackFigures(place=None, object="drone", launched=472, neutralized=382)
    missiles = AttackFigures(place=None, object="missile", launched=7, shot_down=3)
    over_a_city = AttackFigures(place="kyiv", object="drone", shot_down=12)
    text = run_markdown(attack(drones, missiles, over_a_city))
    told = "472 drones launched, 382 shot down or suppressed; 7 missiles launched, 3 shot down (2 reports)"
    assert f"- 1 March 2026, Russia → Ukraine: {told}" in text


def test_an_attack_on_one_place_names_it() -> None:
    text = run_markdown(attack(AttackFigures(place="kryvyi rih", object="drone", hit=1)))
    assert "Russia → Ukraine: Kryvyi Rih: 1 drone hit (2 reports)" in text


def test_an_attack_that_is_not_published_has_no_figures() -> None:
    assert "- 1 March 2026, Russia → Ukraine (2 reports)" in run_markdown(attack())

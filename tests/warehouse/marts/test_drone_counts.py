"""What a count means: each trap as a tiny table of reports and the rows expected of marts.drone_counts."""

import pytest

from tests.warehouse.marts.books import empty_books, expected, keep_books, reports, rows

RULES = {
    "twenty copies of one bulletin are twenty reports and one speaker": (
        "\n".join(
            ["article | figure | speaker | speaker_side"]
            + [f"a{n} | 120 | {spelling} | UA" for n in range(5) for spelling in ("Ukraine's air force",)]
            + [f"b{n} | 120 | the Ukrainian air force | UA" for n in range(5)]
            + [f"c{n} | 120 | Olha Tkach, an air force spokeswoman | UA" for n in range(10)]
        ),
        """
        day        | metric   | best | n_reports | n_publishers | n_speakers | disagreement
        2026-03-01 | launched | 120  | 20        | 20           | 1          | 0
        """,
    ),
    "who is named by side only is no second voice": (
        """
        article | figure | speaker             | speaker_side
        a       | 120    | Ukraine's air force | UA
        b       | 120    | Ukrainian officials | UA
        c       | 120    | Kyiv                | UA
        d       | 120    | -                   | -
        """,
        """
        best | best_speaker        | n_reports | n_speakers
        120  | Ukraine's air force | 4         | 1
        """,
    ),
    "another voice that repeats the figure counts as one": (
        """
        article | figure | speaker             | speaker_side
        a       | 120    | Ukraine's air force | UA
        b       | 120    | President Zelenskyy | UA
        """,
        """
        best | best_speaker        | n_speakers
        120  | Ukraine's air force | 2
        """,
    ),
    "a subset does not add, nor compete": (
        """
        article | figure | scope   | speaker             | speaker_side
        a       | 298    | event   | Ukraine's air force | UA
        a       | 50     | partial | Ukraine's air force | UA
        b       | 310    | partial | Ukraine's air force | UA
        """,
        """
        low | high | best | n_reports
        298 | 298  | 298  | 1
        """,
    ),
    "the weekly total does not enter the last night": (
        """
        article | figure | scope      | date_start | speaker             | speaker_side
        a       | 90     | event      | -          | Ukraine's air force | UA
        b       | 1500   | period     | 2026-02-23 | President Zelenskyy | UA
        c       | 28000  | cumulative | 2022-02-24 | President Zelenskyy | UA
        """,
        """
        low | high | best
        90  | 90   | 90
        """,
    ),
    "a later bulletin supersedes, and the earlier one stays visible": (
        """
        article | published        | figure | speaker             | speaker_side
        a       | 2026-03-01 06:10 | 83     | Ukraine's air force | UA
        b       | 2026-03-01 06:40 | 83     | the air force       | UA
        c       | 2026-03-01 09:00 | 97     | Ukraine's air force | UA
        d       | 2026-03-02 08:00 | 83     | Ukraine's air force | UA
        """,
        """
        low | high | best | superseded | n_reports | n_speakers
        83  | 97   | 97   | 83         | 4         | 1
        """,
    ),
    "rounding is no dispute and loses to the exact figure": (
        """
        article | figure | speaker             | speaker_side
        a       | ~500   | Ukraine's air force | UA
        b       | 470+   | President Zelenskyy | UA
        c       | 479    | Ukraine's air force | UA
        """,
        """
        low | high | best | disagreement
        479 | 479  | 479  | 0
        """,
    ),
    "a president's rounding of an outlet's exact figure": (
        """
        article | figure | speaker             | speaker_side
        a       | 170+   | President Zelenskyy | UA
        b       | 172    | -                   | -
        """,
        """
        best | best_speaker
        172  | President Zelenskyy
        """,
    ),
    "the speaker entitled to know goes before the later one": (
        """
        article | published  | figure | speaker                   | speaker_side
        a       | 2026-03-01 | 60     | Ukraine's air force       | UA
        b       | 2026-03-02 | 75     | Russia's Defence Ministry | RU
        """,
        """
        low | high | best | best_speaker        | n_speakers | disagreement
        60  | 75   | 60   | Ukraine's air force | 2          | 0.2
        """,
    ),
    "both armies' figures stand side by side, each in its own direction": (
        """
        article | metric    | actor | target | figure | speaker                     | speaker_side
        a       | shot_down | RU    | UA     | 88     | Ukraine's air force         | UA
        a       | shot_down | UA    | RU     | 112    | Russia's Ministry of Defense | RU
        """,
        """
        actor | target | metric    | best | best_speaker
        RU    | UA     | shot_down | 88   | Ukraine's air force
        UA    | RU     | shot_down | 112  | Russia's Ministry of Defense
        """,
    ),
    "Russian claims of downed Ukrainian drones never enter the RU→UA row, even misread": (
        """
        article | metric    | actor | target | figure | speaker                   | speaker_side
        a       | shot_down | RU    | UA     | 88     | Ukraine's air force       | UA
        b       | shot_down | RU    | UA     | 112    | Russia's Defence Ministry | RU
        """,
        """
        actor | target | low | high | best
        RU    | UA     | 88  | 88   | 88
        """,
    ),
    "launched, shot down, suppressed and neutralized are never swapped or added": (
        """
        article | metric      | figure | speaker             | speaker_side
        a       | launched    | 117    | Ukraine's air force | UA
        a       | shot_down   | 56     | Ukraine's air force | UA
        a       | suppressed  | 48     | Ukraine's air force | UA
        b       | neutralized | 104    | Ukraine's air force | UA
        """,
        """
        metric      | best
        launched    | 117
        neutralized | 104
        shot_down   | 56
        suppressed  | 48
        """,
    ),
    "a figure that mixes drones and missiles is none of drones": (
        """
        article | object   | figure | speaker             | speaker_side
        a       | munition | 367    | Ukraine's air force | UA
        a       | drone    | 298    | Ukraine's air force | UA
        a       | missile  | 69     | Ukraine's air force | UA
        """,
        """
        low | high | best
        298 | 298  | 298
        """,
    ),
    "plans, threats and denials are no attacks": (
        """
        article | realis       | figure | speaker             | speaker_side
        a       | actual       | 40     | Ukraine's air force | UA
        b       | planned      | 1000   | President Zelenskyy | UA
        c       | hypothetical | 2000   | -                   | -
        d       | denied       | 0      | the Kremlin         | RU
        """,
        """
        low | high | best
        40  | 40   | 40
        """,
    ),
    "background stays on its own day, and without a day nowhere": (
        """
        article | date_end   | figure | speaker             | speaker_side
        a       | 2026-03-01 | 40     | Ukraine's air force | UA
        a       | 2022-10-10 | 84     | Ukraine's air force | UA
        a       | -          | 700    | Ukraine's air force | UA
        """,
        """
        day        | best
        2022-10-10 | 84
        2026-03-01 | 40
        """,
    ),
    "a month is no day": (
        """
        article | date_precision | figure | speaker             | speaker_side
        a       | night          | 40     | Ukraine's air force | UA
        a       | month          | 4000   | Ukraine's air force | UA
        """,
        """
        best | high
        40   | 40
        """,
    ),
    "an attack by day is not the one by night": (
        """
        article | date_basis      | date_precision | figure | speaker             | speaker_side
        a       | overnight       | night          | 40     | Ukraine's air force | UA
        a       | in the daytime  | day            | 25     | Ukraine's air force | UA
        b       | on Sunday       | day            | 40     | Ukraine's air force | UA
        """,
        """
        day        | part_of_day | best | n_reports
        2026-03-01 | day         | 25   | 1
        2026-03-01 | night       | 40   | 2
        """,
    ),
    "a bulletin over 24 hours holds the night in it and is not the night's": (
        """
        article | metric    | actor | target | date_basis          | figure | speaker              | speaker_side
        a       | shot_down | UA    | RU     | overnight           | 159    | the defence ministry | RU
        b       | shot_down | UA    | RU     | the past 24 hours   | 236    | the defence ministry | RU
        c       | shot_down | UA    | RU     | during the last day | 236    | the defence ministry | RU
        """,
        """
        day        | part_of_day | low | high | best
        2026-03-01 | night       | 159 | 159  | 159
        """,
    ),
    "some hours of a day are neither its night nor its day": (
        """
        article | date_precision | figure | says                                          | speaker       | speaker_side
        a       | night          | 90     | 90 drones overnight.                          | the air force | UA
        b       | night          | 40     | 40 drones in the three hours up to midnight.  | the air force | UA
        c       | day            | 25     | 25 drones over a four-hour period.            | the air force | UA
        d       | day            | 31     | 31 drones from 10 am on Friday to 9 am today. | the air force | UA
        e       | day            | 12     | 12 drones between 8 am and 8 pm on Sunday.    | the air force | UA
        f       | night          | 90     | 90 drones from 8 p.m. to 7 a.m., it said.     | the air force | UA
        """,
        """
        part_of_day | low | high | best | n_reports
        day         | 12  | 12   | 12   | 1
        night       | 90  | 90   | 90   | 2
        """,
    ),
    "what was downed and what was jammed, where they make up all that was launched, are its two counts": (
        """
        article | metric     | figure | scope   | speaker             | speaker_side
        a       | launched   | 66     | event   | Ukraine's air force | UA
        a       | shot_down  | 41     | partial | Ukraine's air force | UA
        a       | suppressed | 25     | partial | Ukraine's air force | UA
        b       | launched   | 66     | event   | Ukraine's air force | UA
        b       | shot_down  | 9      | partial | Ukraine's air force | UA
        """,
        """
        metric     | low | best
        launched   | 66  | 66
        shot_down  | 41  | 41
        suppressed | 25  | 25
        """,
    ),
    "a governor is local also where only his name is given": (
        """
        article | place | figure | speaker              | speaker_side
        a       | Velm  | 12     | Governor Ihor Savchuk | UA
        a       | Velm  | 7      | Savchuk              | UA
        b       | -     | 97     | Ukraine's air force  | UA
        """,
        """
        low | high | best
        97  | 97   | 97
        """,
    ),
    "a document is no second voice": (
        """
        article | figure | speaker            | speaker_side
        a       | 97     | the updated report | -
        b       | 97     | Ukraine's air force | UA
        c       | 97     | it                 | UA
        """,
        """
        best | best_speaker        | n_speakers
        97   | Ukraine's air force | 1
        """,
    ),
    "a governor's figure is about his region": (
        """
        article | place         | figure | speaker                     | speaker_side
        a       | -             | 97     | Ukraine's air force         | UA
        a       | Odesa region  | 12     | Governor Ihor Savchuk       | UA
        b       | -             | 9      | Ihor Savchuk, the governor  | UA
        """,
        """
        low | high | best | n_reports
        97  | 97   | 97   | 1
        """,
    ),
    "without a direction a figure is left unlinked": (
        """
        article | actor | target | figure | speaker | speaker_side
        a       | -     | UA     | 30     | -       | -
        b       | RU    | UA     | 31     | -       | -
        """,
        """
        low | high | best | n_speakers | best_speaker
        31  | 31   | 31   | 1          | -
        """,
    ),
    "dozens is no figure": (
        """
        article | date_end   | low | high | qualifier | speaker             | speaker_side
        a       | 2026-03-01 | 24  | -    | dozens    | President Zelenskyy | UA
        b       | 2026-03-01 | 150 | 150  | exact     | -                   | -
        c       | 2026-03-02 | 24  | -    | dozens    | President Zelenskyy | UA
        """,
        """
        day        | low | high | best | best_qualifier | n_reports
        2026-03-01 | 150 | 150  | 150  | exact          | 2
        2026-03-02 | 24  | -    | -    | dozens         | 1
        """,
    ),
    "more stopped than launched is misread; all of them shot down is not": (
        """
        article | metric     | date_end   | figure | speaker             | speaker_side
        a       | launched   | 2026-03-01 | 31     | Ukraine's air force | UA
        a       | shot_down  | 2026-03-01 | 20     | Ukraine's air force | UA
        a       | suppressed | 2026-03-01 | 31     | Ukraine's air force | UA
        a       | suppressed | 2026-03-01 | 11     | Ukraine's air force | UA
        b       | launched   | 2026-03-02 | 14     | Ukraine's air force | UA
        b       | shot_down  | 2026-03-02 | 14     | Ukraine's air force | UA
        """,
        """
        day        | metric     | low | best
        2026-03-01 | launched   | 31  | 31
        2026-03-01 | shot_down  | 20  | 20
        2026-03-01 | suppressed | 11  | 11
        2026-03-02 | launched   | 14  | 14
        2026-03-02 | shot_down  | 14  | 14
        """,
    ),
    "one figure told three times in an article, once of another day, is of the day told twice": (
        """
        article | date_end   | figure | speaker             | speaker_side
        a       | 2026-03-01 | 31     | Ukraine's air force | UA
        a       | 2026-02-28 | 31     | Ukraine's air force | UA
        a       | 2026-03-01 | 31     | Ukraine's air force | UA
        """,
        """
        day        | best
        2026-03-01 | 31
        """,
    ),
    "outlets alone: no supersession by the clock where one has none": (
        """
        article | published        | figure | speaker
        a       | 2026-03-01 05:00 | 30     | -
        b       | 2026-03-01       | 33     | -
        c       | 2026-03-01       | 33     | -
        """,
        """
        low | high | best | n_reports
        30  | 33   | 33   | 3
        """,
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str) -> None:
    told, wanted = RULES[rule]
    con = empty_books()
    assert keep_books(con, reports(told)).is_published
    columns, answer = expected(wanted)
    order = "ORDER BY day, part_of_day, actor, metric"
    assert rows(con, f"SELECT {columns} FROM marts.drone_counts {order}") == answer

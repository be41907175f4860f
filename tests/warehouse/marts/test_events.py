"""Attacks, casualties, losses, exchanges and disputes: tiny reports, expected rows."""

import pytest

from tests.warehouse.marts.books import empty_books, expected, keep_books, reports, rows

CASES = {
    "one attack: drones, missiles and the figure that mixes them": (
        "air_attacks",
        """
        article | object   | metric    | figure | speaker             | speaker_side
        a       | munition | launched  | 367    | officials           | UA
        b       | drone    | launched  | 298    | Ukraine's air force | UA
        b       | missile  | launched  | 69     | Ukraine's air force | UA
        b       | drone    | shot_down | 266    | Ukraine's air force | UA
        b       | missile  | shot_down | 45     | Ukraine's air force | UA
        """,
        """
        day        | object   | launched | shot_down | n_reports
        2026-03-01 | drone    | 298      | 266       | 1
        2026-03-01 | missile  | 69       | 45        | 1
        2026-03-01 | munition | 367      | -         | 1
        """,
    ),
    "a local attack has its place": (
        "air_attacks",
        """
        article | place   | figure | speaker               | speaker_side
        a       | Kharkiv | 14     | Mayor Taras Melnyk    | UA
        b       | -       | 90     | Ukraine's air force   | UA
        """,
        """
        place   | object | launched
        kharkiv | drone  | 14
        -       | drone  | 90
        """,
    ),
    "12, 13 and 14 dead are one event: the last count, not the sum": (
        "casualties",
        """
        article | published        | metric | object | figure | speaker              | speaker_side
        a       | 2026-03-01 07:00 | killed | person | 12     | emergency services   | UA
        b       | 2026-03-01 09:00 | killed | person | 13     | the rescue service   | UA
        c       | 2026-03-01 21:00 | killed | person | 14     | emergency services   | UA
        d       | 2026-03-01 22:00 | killed | person | 12+    | Ukrainian officials  | UA
        """,
        """
        metric | object | low | high | best | superseded | n_reports | n_speakers
        killed | person | 12  | 14   | 14   | 12 13      | 4         | 1
        """,
    ),
    "children among the dead are a part": (
        "casualties",
        """
        article | metric | object | figure | scope
        a       | killed | person | 12     | event
        a       | killed | child  | 3      | partial
        """,
        """
        object | best
        person | 12
        """,
    ),
    "civilians and people are one count, soldiers another": (
        "casualties",
        """
        article | metric | object   | figure
        a       | killed | civilian | 4
        b       | killed | person   | 4
        b       | killed | soldier  | 60
        """,
        """
        object  | best | n_reports
        person  | 4    | 2
        soldier | 60   | 1
        """,
    ),
    "two towns are two events": (
        "casualties",
        """
        article | metric | object | place  | figure
        a       | killed | person | Sumy   | 2
        a       | killed | person | Odesa  | 1
        """,
        """
        place | best
        odesa | 1
        sumy  | 2
        """,
    ),
    "three figures of one speaker for one thing in one article: of several things, left unlinked": (
        "casualties",
        """
        article | metric | object  | figure | speaker              | speaker_side
        a       | killed | soldier | <475   | the defence ministry | RU
        a       | killed | soldier | <235   | the defence ministry | RU
        a       | killed | soldier | <205   | the defence ministry | RU
        b       | killed | soldier | 300    | the general staff    | UA
        """,
        """
        low | high | best
        300 | 300  | 300
        """,
    ),
    "a figure beside one twice as big in the same article counts a part of it": (
        "casualties",
        """
        article | metric  | object | place | figure | speaker              | speaker_side
        a       | injured | person | Velm  | 15     | local officials      | UA
        a       | injured | person | Velm  | 2      | Mayor Taras Melnyk   | UA
        b       | injured | person | Velm  | 14     | -                    | -
        """,
        """
        low | high | best | n_reports
        14  | 15   | 15   | 2
        """,
    ),
    "without day and place nobody knows which event it was": (
        "casualties",
        """
        article | metric | object | date_basis  | place | figure
        a       | killed | person | publication | -     | 12
        b       | killed | person | publication | Velm  | 3
        c       | killed | person | on Sunday   | -     | 5
        """,
        """
        place | best
        velm  | 3
        -     | 5
        """,
    ),
    "a total since the beginning is no event of its day": (
        "casualties",
        """
        article | metric     | object  | scope      | figure
        a       | casualties | soldier | cumulative | 900000
        a       | casualties | soldier | event      | 1100
        """,
        """
        scope      | best
        cumulative | 900000
        event      | 1100
        """,
    ),
    "losses: by the side that lost": (
        "losses",
        """
        article | metric    | object | actor | target | figure | speaker                  | speaker_side
        a       | destroyed | tank   | UA    | RU     | 7      | Ukraine's general staff  | UA
        a       | destroyed | tank   | RU    | UA     | 4      | Russia's defence ministry | RU
        """,
        """
        actor | target | metric    | object | best
        RU    | UA     | destroyed | tank   | 4
        UA    | RU     | destroyed | tank   | 7
        """,
    ),
    "exchanges: each country's own, plans left out": (
        "exchanges",
        """
        article | metric    | object   | actor | target | realis  | figure | speaker                   | speaker_side
        a       | exchanged | prisoner | -     | UA     | actual  | 277    | President Zelenskyy       | UA
        a       | exchanged | prisoner | -     | RU     | actual  | 246    | Russia's defence ministry | RU
        a       | exchanged | prisoner | -     | -      | planned | 1000   | -                         | -
        """,
        """
        target | object   | best | best_speaker
        RU     | prisoner | 246  | Russia's defence ministry
        UA     | prisoner | 277  | President Zelenskyy
        """,
    ),
    "a dispute: two speakers, one event, figures that cannot both hold": (
        "disputes",
        """
        article | figure | speaker                   | speaker_side
        a       | 60     | Ukraine's air force       | UA
        b       | 75     | Russia's defence ministry | RU
        """,
        """
        metric   | object | speaker_a           | low_a | speaker_b                 | low_b
        launched | drone  | Ukraine's air force | 60    | Russia's defence ministry | 75
        """,
    ),
    "no dispute: rounding, lower bounds, an unnamed voice, a superseded figure": (
        "disputes",
        """
        article | published        | figure | speaker             | speaker_side
        a       | 2026-03-01 07:00 | 83     | Ukraine's air force | UA
        b       | 2026-03-01 09:00 | 97     | Ukraine's air force | UA
        c       | 2026-03-01 10:00 | ~100   | President Zelenskyy | UA
        d       | 2026-03-01 10:00 | 90+    | Prime Minister Koval | UA
        e       | 2026-03-01 10:00 | 83     | Ukrainian officials | UA
        """,
        """
        metric | speaker_a
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    mart, told, wanted = CASES[case]
    con = empty_books()
    assert keep_books(con, reports(told)).is_published
    columns = wanted.strip().splitlines()[0].replace("|", ",")
    _, answer = expected(wanted) if len(wanted.strip().splitlines()) > 1 else ("", [])
    assert rows(con, f"SELECT {columns} FROM marts.{mart} ORDER BY ALL") == answer

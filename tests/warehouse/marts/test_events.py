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
    "kinds within a family, and kinds within a mix, are counted in it": (
        "air_attacks",
        """
        article | object            | metric   | figure | speaker             | speaker_side
        a       | cruise_missile    | launched | 9      | Ukraine's air force | UA
        b       | missile           | launched | 9      | -                   | -
        b       | drone             | launched | 355    | -                   | -
        b       | munition          | launched | 300    | -                   | -
        """,
        """
        object         | launched | counted_in
        cruise_missile | 9        | missile
        drone          | 355      | -
        missile        | 9        | munition
        munition       | 300      | -
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
    "the other side's figure is no whole of which one counts a part": (
        "casualties",
        """
        article | metric | object  | figure | speaker                   | speaker_side
        a       | killed | soldier | 12     | the land forces           | UA
        a       | killed | soldier | 110    | Russia's defence ministry | RU
        """,
        """
        low | high | best | best_speaker    | n_speakers
        12  | 110  | 12   | the land forces | 2
        """,
    ),
    "a day's total of losses is not the toll of one strike": (
        "casualties",
        """
        article | metric | object  | date_basis        | figure | speaker           | speaker_side
        a       | killed | soldier | the past 24 hours | 900    | the general staff | UA
        b       | killed | soldier | on Sunday         | 12     | the land forces   | UA
        """,
        """
        part_of_day | best
        24 hours    | 900
        night       | 12
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
    "totals of which nobody says since when are one only where they are the same": (
        "casualties",
        """
        article | metric | object | scope      | figure
        a       | killed | person | cumulative | 14000+
        b       | killed | person | cumulative | ~14000
        c       | killed | person | cumulative | 198
        """,
        """
        low   | best  | n_reports
        198   | 198   | 1
        14000 | 14000 | 2
        """,
    ),
    "totals of one speaker in one article, and nobody says of what: left unlinked": (
        "casualties",
        """
        article | metric | object  | scope      | figure
        a       | killed | soldier | cumulative | 4
        a       | killed | soldier | cumulative | 58
        b       | killed | soldier | cumulative | 900
        """,
        """
        low | best
        900 | 900
        """,
    ),
    "a governor's figure without a place is of the place that the article gives for it": (
        "casualties",
        """
        article | metric  | object | place | figure | speaker              | speaker_side
        a       | injured | person | Velm  | 25+    | local officials      | UA
        a       | injured | person | -     | 25     | Governor Ihor Savchuk | UA
        a       | killed  | person | -     | 2      | Governor Ihor Savchuk | UA
        """,
        """
        place                        | metric  | best | n_reports
        not named (UA:person:savcguk) | killed  | 2    | 1
        velm                         | injured | 25   | 1
        """,
    ),
    "a figure told of a town, of its region and of no place is one figure in an article": (
        "casualties",
        """
        article | metric | object | place       | figure
        a       | killed | person | Velm Region | 5
        a       | killed | person | Velm        | 5
        a       | killed | person | -           | 5
        a       | killed | person | Norr        | 4
        a       | killed | person | -           | 4
        """,
        """
        place       | best | n_reports
        norr        | 4    | 1
        velm region | 5    | 1
        """,
    ),
    "one dead without a place may be another than the one in a town": (
        "casualties",
        """
        article | metric | object | place | figure
        a       | killed | person | Velm  | 1
        a       | killed | person | -     | 1
        """,
        """
        place | best | n_reports
        velm  | 1    | 1
        -     | 1    | 1
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
    "totals since one day are not totals since another": (
        "losses",
        """
        article | metric    | object | actor | target | scope      | date_start | figure | speaker  | speaker_side
        a       | destroyed | tank   | UA    | RU     | cumulative | 2022-02-24 | 9000   | the army | UA
        b       | destroyed | tank   | UA    | RU     | cumulative | 2026-01-01 | 400    | the army | UA
        """,
        """
        object | low  | best
        tank   | 400  | 400
        tank   | 9000 | 9000
        """,
    ),
    "two totals of one speaker for one kind of equipment count different kinds": (
        "losses",
        """
        article | metric    | object    | actor | target | scope      | figure | speaker              | speaker_side
        a       | destroyed | artillery | RU    | UA     | cumulative | 1500   | the defence ministry | RU
        a       | destroyed | artillery | RU    | UA     | cumulative | 25000  | the defence ministry | RU
        a       | destroyed | tank      | RU    | UA     | cumulative | 23000  | the defence ministry | RU
        """,
        """
        object | best
        tank   | 23000
        """,
    ),
    "a swap is one, wherever the sentence looks": (
        "exchanges",
        """
        article | metric    | object   | actor | target | place        | figure
        a       | exchanged | civilian | -     | UA     | -            | 120
        b       | exchanged | civilian | -     | UA     | Kursk region | 120
        """,
        """
        object   | best | n_reports
        civilian | 120  | 2
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
    "a dispute: more shot down than the other side launched that night": (
        "disputes",
        """
        article | metric    | actor | target | figure | speaker                   | speaker_side
        a       | launched  | UA    | RU     | 120    | Ukraine's general staff   | UA
        b       | shot_down | UA    | RU     | 174    | Russia's defence ministry | RU
        c       | shot_down | UA    | RU     | 31     | Russia's air defences     | RU
        """,
        """
        metric    | metric_b  | speaker_a                 | side_a | low_a | speaker_b                 | side_b | low_b
        launched  | shot_down | Ukraine's general staff   | UA     | 120   | Russia's defence ministry | RU     | 174
        shot_down | shot_down | Russia's air defences     | RU     | 31    | Russia's defence ministry | RU     | 174
        """,
    ),
    "no dispute: more shot down in the night than one operation of the day launched": (
        "disputes",
        """
        article | metric    | actor | target | date_precision | figure | speaker                   | speaker_side
        a       | launched  | UA    | RU     | day            | 117    | the security service      | UA
        b       | shot_down | UA    | RU     | night          | 162    | Russia's defence ministry | RU
        """,
        """
        metric | speaker_a
        """,
    ),
    "no dispute: a toll that rises from one body of a side to the next": (
        "disputes",
        """
        article | published        | metric | object | place | figure | speaker             | speaker_side
        a       | 2026-03-01 07:00 | killed | person | Velm  | 3      | Mayor Taras Melnyk  | UA
        b       | 2026-03-01 21:00 | killed | person | Velm  | 5      | emergency services  | UA
        """,
        """
        metric | speaker_a
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

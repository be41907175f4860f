"""Talks into rounds and tracks: what reports say, and the rounds expected."""

import pytest

from tests.warehouse.marts.books import empty_books, expected, keep_books, rows, talks

CASES = {
    "one round, however many report it, by day, by week or by month": (
        """
        date_start | date_end   | precision | city     | country | published
        2026-01-15 | -          | day       | Istanbul | TR      | 2026-01-16
        2026-01-15 | -          | day       | Istanbul | TR      | 2026-01-17
        2026-01-12 | 2026-01-18 | week      | Istanbul | TR      | 2026-01-20
        2026-01-01 | 2026-01-31 | month     | -        | TR      | 2026-02-20
        -          | -          | -         | Istanbul | TR      | 2026-01-19
        """,
        """
        track         | round | date_start | status | n_reports
        Istanbul 2026 | 1     | 2026-01-15 | held   | 5
        """,
    ),
    "rounds are numbered by what reports say, completed by order": (
        """
        date_start | city     | country | round | published
        2026-01-15 | Istanbul | TR      | -     | 2026-01-16
        2026-02-02 | Istanbul | TR      | 2     | 2026-02-03
        2026-03-10 | Istanbul | TR      | -     | 2026-03-11
        """,
        """
        track         | round | round_basis | date_start
        Istanbul 2026 | 1     | order       | 2026-01-15
        Istanbul 2026 | 2     | stated      | 2026-02-02
        Istanbul 2026 | 3     | order       | 2026-03-10
        """,
    ),
    "a report days later that names only the country does not lengthen the round": (
        """
        date_start | city     | country | published
        2026-01-15 | Istanbul | TR      | 2026-01-16
        2026-01-18 | -        | TR      | 2026-01-19
        """,
        """
        track         | date_start | date_end   | n_reports
        Istanbul 2026 | 2026-01-15 | 2026-01-15 | 2
        """,
    ),
    "without both sides of the war nothing is counted on": (
        """
        date_start | city   | country | parties | round | published
        2026-01-15 | Vienna | AT      | UA US   | -     | 2026-01-16
        2026-02-15 | Rome   | IT      | UA US   | 2     | 2026-02-16
        """,
        """
        date_start | round | round_basis
        2026-01-15 | -     | -
        2026-02-15 | 2     | stated
        """,
    ),
    "a track is named after towns; where no report names one, after its parties": (
        """
        date_start | city   | country | parties  | published
        2026-01-15 | -      | SA      | RU US    | 2026-01-16
        2026-02-15 | -      | BY      | RU UA    | 2026-02-16
        2026-02-25 | Vienna | AT      | RU UA    | 2026-02-26
        """,
        """
        track            | round | date_start | country
        RU-US talks 2026 | -     | 2026-01-15 | SA
        Vienna 2026      | -     | 2026-02-15 | BY
        Vienna 2026      | 1     | 2026-02-25 | AT
        """,
    ),
    "an ordinal means something in its track only": (
        """
        date_start | city      | country | parties  | round | published
        2025-05-16 | Istanbul  | TR      | RU UA    | -     | 2025-05-17
        2025-06-02 | Istanbul  | TR      | RU UA    | 2     | 2025-06-03
        2026-01-23 | Abu Dhabi | AE      | RU UA US | -     | 2026-01-24
        2026-02-04 | Abu Dhabi | AE      | RU UA US | 2     | 2026-02-05
        2026-02-17 | Geneva    | CH      | RU UA US | 3     | 2026-02-18
        """,
        """
        track                 | round | date_start | parties
        Abu Dhabi/Geneva 2026 | 1     | 2026-01-23 | RU UA US
        Abu Dhabi/Geneva 2026 | 2     | 2026-02-04 | RU UA US
        Abu Dhabi/Geneva 2026 | 3     | 2026-02-17 | RU UA US
        Istanbul 2025         | 1     | 2025-05-16 | RU UA
        Istanbul 2025         | 2     | 2025-06-02 | RU UA
        """,
    ),
    "a long silence ends a track": (
        """
        date_start | city   | country | published
        2025-03-01 | Vienna | AT      | 2025-03-02
        2026-02-01 | Vienna | AT      | 2026-02-02
        """,
        """
        track       | round | date_start
        Vienna 2025 | 1     | 2025-03-01
        Vienna 2026 | 1     | 2026-02-01
        """,
    ),
    "planned, then held a day late: one round": (
        """
        date_start | city     | country | status  | published
        2026-01-15 | Istanbul | TR      | planned | 2026-01-11
        2026-01-16 | Istanbul | TR      | held    | 2026-01-17
        """,
        """
        date_start | status | n_reports
        2026-01-16 | held   | 2
        """,
    ),
    "planned, then called off": (
        """
        date_start | city   | country | status    | published
        2026-01-15 | Vienna | AT      | planned   | 2026-01-11
        2026-01-15 | Vienna | AT      | cancelled | 2026-01-14
        """,
        """
        date_start | status    | round
        2026-01-15 | cancelled | -
        """,
    ),
    "planned, and nothing more is known": (
        """
        date_start | city   | country | status  | published
        2026-01-15 | Vienna | AT      | planned | 2026-01-11
        """,
        """
        date_start | status
        2026-01-15 | planned
        """,
    ),
    "a proposal without a day is no round": (
        """
        date_start | city   | country | status   | published
        -          | Geneva | CH      | proposed | 2026-01-11
        """,
        "date_start | status",
    ),
    "a day without a town beside a meeting is that of the telling: in its country joined, nowhere left out": (
        """
        date_start | city     | country | published
        2026-01-16 | Istanbul | TR      | 2026-01-17
        2026-01-19 | -        | TR      | 2026-01-20
        2026-01-21 | -        | -       | 2026-01-21
        """,
        """
        date_start | n_reports
        2026-01-16 | 2
        """,
    ),
    "Europe, or four of its leaders": (
        """
        date_start | date_end   | precision | city | country | parties     | published
        2026-01-10 | -          | day       | Kyiv | UA      | DE FR PL UA | 2026-01-11
        2026-01-10 | -          | day       | Kyiv | UA      | EU UA       | 2026-01-11
        2026-01-01 | 2026-01-31 | month     | Kyiv | UA      | EU UA       | 2026-01-31
        """,
        """
        date_start | parties     | n_reports
        2026-01-10 | EU UA       | 3
        """,
    ),
    "where a round may be missing, none is counted on": (
        """
        date_start | city    | country | round | published
        2026-01-07 | Minsk   | BY      | 3     | 2026-01-08
        2026-01-10 | Antalya | TR      | -     | 2026-01-11
        2026-01-21 | Minsk   | BY      | 6     | 2026-01-22
        """,
        """
        date_start | round
        2026-01-07 | 3
        2026-01-10 | -
        2026-01-21 | 6
        """,
    ),
    "two days running are one round": (
        """
        date_start | date_end   | city      | country | published
        2026-01-23 | -          | Abu Dhabi | AE      | 2026-01-23
        2026-01-24 | -          | Abu Dhabi | AE      | 2026-01-24
        2026-01-23 | 2026-01-24 | Abu Dhabi | AE      | 2026-01-25
        """,
        """
        date_start | date_end   | n_reports
        2026-01-23 | 2026-01-24 | 3
        """,
    ),
    "calls of one day with different sides are different, and so are days": (
        """
        date_start | parties | format | published
        2026-01-19 | RU US   | phone  | 2026-01-20
        2026-01-19 | UA US   | phone  | 2026-01-20
        2026-01-20 | UA US   | phone  | 2026-01-21
        """,
        """
        track            | round | date_start | format
        RU-US calls 2026 | -     | 2026-01-19 | phone
        UA-US calls 2026 | -     | 2026-01-19 | phone
        UA-US calls 2026 | -     | 2026-01-20 | phone
        """,
    ),
    "a host in the list of parties makes no other meeting": (
        """
        date_start | city     | country | parties  | mediators | published
        2026-01-15 | Istanbul | TR      | RU UA    | TR        | 2026-01-16
        2026-01-15 | Istanbul | TR      | RU TR UA | -         | 2026-01-16
        """,
        """
        date_start | parties | mediators | n_reports
        2026-01-15 | RU UA   | TR        | 2
        """,
    ),
    "a report without a date that may mean two rounds is left unlinked": (
        """
        date_start | city     | country | published
        2026-01-15 | Istanbul | TR      | 2026-01-16
        2026-01-25 | Istanbul | TR      | 2026-01-26
        -          | Istanbul | TR      | 2026-01-28
        """,
        """
        date_start | n_reports
        2026-01-15 | 1
        2026-01-25 | 1
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    told, wanted = CASES[case]
    con = empty_books()
    assert keep_books(con, talks(told)).is_published
    columns = wanted.strip().splitlines()[0].replace("|", ",")
    _, answer = expected(wanted) if len(wanted.strip().splitlines()) > 1 else ("", [])
    assert rows(con, f"SELECT {columns} FROM marts.negotiation_rounds ORDER BY track, date_start") == answer

"""The expressions of time that are looked for, and which of them a sentence can hold at all."""

import re
from functools import cache, lru_cache

from tasks.claims.times.days import COUNT, DAY, DAY_NUMBER, ERA, ERA_VERB, FEASTS, MONTH, PART, WORDS, YEAR

PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<iso_y>{YEAR})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)"),
    ("dotted", rf"(?P<dot_d>\d\d?)\.(?P<dot_m>\d\d)\.(?P<dot_y>{YEAR})"),
    (
        "since_era",
        rf"(?:since|from)\s+(?:the\s+)?(?:very\s+)?(?:start|beginning|outset|onset|launch)\s+of\s+(?:\S+\s+){{0,5}}?(?:{ERA})"
        rf"|since\s+(?:{ERA_VERB})\b|since\s+(?!world)(?:(?!world)[^\s,\d]+\s+){{0,3}}?(?:{ERA})\b"
        rf"|(?:during|throughout|in)\s+(?:the\s+)?(?:entire\s+|whole\s+)?(?:full-scale\s+)?war\s+so\s+far|so\s+far\s+in\s+the\s+war"
        rf"|(?:in|after)\s+(?:more\s+than|over|nearly|almost|about)?\s*(?:\w+)\s+years\s+of\s+(?:full-scale\s+)?(?:war|fighting|conflict)",
    ),
    (
        "since_year",
        rf"(?:since|from)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?:(?P<sy_this>the|this)\s+year|(?:the\s+year\s+)?(?P<sy_y>{YEAR}))"
        r"|so\s+far\s+this\s+year|(?<!earlier\s)this\s+year(?:\s+alone)?",
    ),
    (
        "first_months",
        r"(?:in|during|over|for)\s+the\s+first\s+"
        rf"(?P<fm_u>half|quarter|(?P<fm_n>{COUNT})\s+months)\s+of\s+(?:(?:the|this)\s+year|(?P<fm_y>{YEAR}))",
    ),
    (
        "since_month",
        rf"(?:since|from)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?:(?:the|this)\s+month|(?P<sm_m>{MONTH}))"
        r"|so\s+far\s+this\s+month|(?<!earlier\s)(?<!later\s)this\s+month(?:\s+alone)?",
    ),
    (
        "since_week",
        r"(?:since|from)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?:the|this)\s+week|so\s+far\s+this\s+week",
    ),
    (
        "since_date",
        rf"since\s+(?:(?P<sd_d>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<sd_m>{MONTH})(?:\s+(?P<sd_d2>\d{{1,2}})\b(?!,\d))?(?:,?\s+(?P<sd_y>{YEAR}))?",
    ),
    (
        "since_then",
        r"since\s+(?:its|the|their|\w+['’]s)\s+(?:\S+\s+){0,7}?(?:began|started|incursion|operation|counteroffensive|offensive|mobili[sz]ation)\b",
    ),
    ("since_day", rf"since\s+(?:early\s+|late\s+|last\s+)?(?P<sw>{DAY})(?:\s+(?P<sw_part>{PART}))?"),
    ("since_only_year", rf"since\s+(?P<soy>{YEAR})\b"),
    (
        "starting",
        rf"(?:starting|beginning)\s+(?:from|on)\s+(?:(?P<st_d>\d{{1,2}})\s+(?P<st_m>{MONTH})|(?P<st_n>{MONTH})\s+(?P<st_e>\d{{1,2}}))",
    ),
    (
        "date_range",
        rf"(?:(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<dr_night>night|overnight)\s+(?:of|from|between|to|on)\s+)?(?:from\s+|between\s+)?(?P<dr_m1>{MONTH})\s+(?P<dr_d1>\d{{1,2}})\s*(?:-|–|to|and|through|until)\s*(?P<dr_m2>{MONTH}\s+)?(?P<dr_d2>\d{{1,2}})\b(?!,\d{{3}})(?!\s+(?:drone|missile|people))(?:,?\s+(?P<dr_y>{YEAR}))?"
        rf"|(?:(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<dq_night>night|overnight)\s+(?:of|from|between|to|on)\s+)?(?:from\s+|between\s+)?(?P<dq_d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?P<dq_m1>{MONTH}))?\s*(?:-|–|to|and|through|until)\s*(?P<dq_d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<dq_m>{MONTH})(?:,?\s+(?P<dq_y>{YEAR}))?",
    ),
    (
        "date",
        rf"(?:(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<d_night>night|overnight)\s+(?:of|on|to|into|before)\s+)?(?:{DAY},?\s+)?(?:(?P<d_m>{MONTH})\s+(?P<d_d>{DAY_NUMBER})(?:st|nd|rd|th)?\b(?!,\d{{3}}|\.\d)(?!\s+(?:drones|missiles|people))(?:,?\s+(?P<d_y>{YEAR}))?|(?P<e_d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<e_m>{MONTH})(?:,?\s+(?P<e_y>{YEAR}))?)(?:,?\s+(?:of\s+)?(?P<d_of>last|this)\s+year)?",
    ),
    (
        "day_range",
        rf"(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<wr_o>overnight\s+|night\s+)?(?:(?:from|between|of|late|on)\s+)*(?P<wr_1>{DAY})(?:\s+(?:{PART}))?\s*(?P<wr_j>-|–|to|into|and|through|until)\s*(?:early\s+|on\s+|late\s+|the\s+early\s+hours\s+of\s+)*(?P<wr_2>{DAY})(?:\s+{PART})?",
    ),
    (
        "day",
        rf"(?:(?P<w_night>overnight|(?:in\s+)?the\s+night)(?:\s+(?:in|on|of))?\s+(?:(?:in)?to|on|before|from)?\s*(?:early\s+)?)?(?:(?P<w_into>into|to)\s+(?:early\s+))?(?:(?P<w_which>last|next|previous|this|the\s+following|following|coming|this\s+coming)\s+)?(?P<w>{DAY})(?P<w_ago>\s+(?:of\s+)?last\s+week|\s+of\s+this\s+week)?(?:\s+(?P<w_part>{PART}))?(?P<w_over>\s+overnight)?",
    ),
    ("month_ago", r"earlier\s+this\s+month|later\s+this\s+month"),
    ("week_ago", r"(?:earlier|later)\s+(?:this|in\s+the)\s+week"),
    ("year_ago", r"earlier\s+this\s+year|later\s+this\s+year"),
    (
        "lately",
        r"(?:in|over|during|within)\s+(?:the\s+)?(?:past|last|recent)\s+(?:few\s+|several\s+)?(?:days|weeks|months|years)\b",
    ),
    (
        "past",
        rf"(?:(?:the|a)\s+)?(?P<p_w>past|last|previous|preceding|prior)\s+(?:full\s+)?(?:(?P<p_n>{COUNT}|24|48|72)[\s-]+)?(?P<p_u>hour|day|night|week|weekend|month|year)s?(?:\s+period)?\b"
        r"|(?P<p_24>24[\s-]hours?(?:\s+period)?(?!\s+(?:after|later|before)))|(?P<p_day>(?:in|over|during|within)\s+(?:the|one|a\s+single)\s+(?:last\s+)?day)\b",
    ),
    ("ensuing", r"(?:over|in|during)\s+the\s+(?:following|next|ensuing)\s+(?:\w+\s+)?(?:days|weeks|months|years)"),
    (
        "day_period",
        r"(?:in|over|during|within)\s+(?:a|the)\s+(?P<dp_n>two|three|four|five|six|seven|ten|\d+)[\s-]day\s+(?:period|span|stretch)",
    ),
    (
        "this_week",
        r"this\s+(?P<tw>week|weekend)(?:\s+alone)?|during\s+the\s+(?P<tw_d>week)\b|(?:on|over)\s+the\s+weekend",
    ),
    (
        "ago",
        rf"(?P<ag_n>{COUNT}|several|some)\s+(?P<ag_u>hour|day|week|month|year)s?\s+(?P<ag_w>ago|earlier|before|prior)\b",
    ),
    ("hours", r"(?:just\s+|only\s+)?(?:a\s+few\s+|several\s+)?hours\s+(?:before|after|earlier|later)\b"),
    ("day_after", rf"(?P<da_n>{COUNT}|the)\s+(?P<da_u>day|week)s?\s+after\b"),
    ("yesterday", r"yesterday|the\s+(?:previous|preceding|prior)\s+(?:day|night)|the\s+(?:day|night)\s+before"),
    ("today", r"today|this\s+(?:morning|afternoon|evening)"),
    ("night", r"overnight|last\s+night|this\s+night|(?:at|during|over|in)\s+the\s+night|the\s+night|tonight"),
    ("feast", "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in FEASTS)),
    ("tomorrow", r"tomorrow"),
    (
        "month_year",
        rf"(?P<my_m>{MONTH})(?:,?\s+(?:of\s+)?(?:(?P<my_y>{YEAR})|(?P<my_of>last|this)\s+year))|last\s+(?P<my_l>{MONTH})|(?:in|during|of|from)\s+(?:(?:early|late|mid)[\s-]+)?(?P<mo>{MONTH})(?!\.?\s+(?:{DAY_NUMBER}|{YEAR})\b|,?\s+(?:of\s+)?(?:last|this)\s+year)",
    ),
    (
        "in_year",
        rf"(?:in|of|during|by)\s+(?:(?:early|late|mid|the\s+(?:spring|summer|autumn|fall|winter)\s+of)[\s-]+)?(?P<y>{YEAR})\b(?!\s+(?:drones|missiles|people))",
    ),
)
# Which patterns can match at all is told by a few words; only those are tried.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "since": (
        "since_era",
        "since_year",
        "first_months",
        "since_month",
        "since_week",
        "since_date",
        "since_then",
        "since_day",
        "since_only_year",
    ),
    "date": ("iso", "dotted", "starting", "date_range", "date", "month_year"),
    "day": ("day_range", "day"),
    "past": ("month_ago", "week_ago", "year_ago", "lately", "past", "ensuing", "day_period", "this_week"),
    "ago": ("ago", "hours", "day_after"),
    "near": ("yesterday", "today", "night", "tomorrow"),
    "feast": ("feast",),
    "year": ("in_year",),
}
# Words that a family's patterns cannot do without; more than those may have them.
_NEEDS: dict[str, tuple[str, ...]] = {name: tuple(words) for name, words in WORDS["cues"].items()}
_AGO_CUE = re.compile(r"(?:hour|day|week|month|year)s?\s+(?:ago|earlier|before|prior|after)\b")
_MONTH_CUES = tuple(f"{name[:3].capitalize()}" for name in WORDS["months"])


def small_letters(text: str) -> str:
    """The text in small letters, character for character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4)
def _cues_in(source: str) -> list[tuple[str, str]]:
    """Each family's words that a whole text has: its sentences can have no others."""
    low = source.lower()
    return [(family, need) for family, needs in _NEEDS.items() for need in needs if need in low]


@lru_cache(maxsize=4)
def _months_in(source: str) -> list[str]:
    return [month for month in _MONTH_CUES if month in source]


def families_of(text: str, low: str, source: str) -> frozenset[str]:
    """Families of patterns whose words the sentence has."""
    found = {family for family, need in _cues_in(source) if need in low}
    if any(month in text for month in _months_in(source)) or ("-" in text and "20" in text) or ".20" in text:
        found.add("date")
    if "ago" in found and not _AGO_CUE.search(low):
        found.discard("ago")
    return frozenset(found)


@cache
def pattern_of(families: frozenset[str]) -> "re.Pattern[str]":
    names = {name for family in families for name in _FAMILIES[family]}
    return re.compile("|".join(rf"(?P<{name}>\b(?:{p}))" for name, p in PATTERNS if name in names))

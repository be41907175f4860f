"""When: expressions of time in a sentence, resolved to dates against the day of publication."""

from dataclasses import replace
from datetime import date

from tasks.claims.text import Sentence
from tasks.claims.times.clock import Clock, Kind, Span, day_of_text, go_on, set_clock
from tasks.claims.times.patterns import families_of, pattern_of, small_letters
from tasks.claims.times.readers import READERS
from tasks.claims.times.settle import is_inside_night, since_clause, with_base, with_ends, with_hours, with_night

__all__ = ["Clock", "Kind", "Span", "day_of_text", "find_times", "set_clock"]


def find_times(sentence: Sentence, published: date | None, context: Clock | None = None) -> list[Span]:
    """Expressions of time in one sentence, in order. Moves the context's clock to the last day of the sentence."""
    text = sentence.text
    if published is None:
        return []
    low = small_letters(text)
    families = families_of(text, low, sentence.source)
    if not families:
        if context is not None:
            go_on(context, (), published)
        return []
    clock = context or Clock(published, published)
    spans: list[Span] = []
    for m in pattern_of(families).finditer(low):
        span = READERS[m.lastgroup or ""](m, text, published, clock)
        if span is not None:
            basis = " ".join(text[m.start() : m.end()].split())
            start, end = m.start() + sentence.start, m.end() + sentence.start
            spans.append(replace(span, start_char=start, end_char=end, basis=basis))
    spans = [with_base(span, spans, clock) for span in spans]
    spans = with_hours([with_night(span, spans, sentence) for span in spans], sentence)
    spans = [span for span in spans if not is_inside_night(span, spans)]
    spans = with_ends(spans, sentence)
    spans = [since_clause(span, sentence, published) for span in spans]
    if context is not None:
        go_on(context, spans, published)
        for span in spans:
            if span.kind == "point" and span.precision in ("day", "night"):
                context.current = span
    return spans

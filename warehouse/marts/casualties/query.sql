-- How many people were killed, injured or captured, where and on which day, by whose count?
--
-- One row per event, place, metric and class of people. A higher toll reported later supersedes; tolls are never added up.
-- Rows of scope cumulative are totals since a beginning, as they stood on that day.
SELECT
    event_id,
    day,
    scope,
    actor,
    target,
    place,
    metric,
    object,
    low,
    high,
    best,
    best_qualifier,
    best_speaker,
    best_url,
    best_claim_id,
    n_reports,
    n_publishers,
    n_speakers,
    disagreement,
    superseded,
    first_reported_at,
    last_reported_at
FROM changed_figures
WHERE domain = 'people'

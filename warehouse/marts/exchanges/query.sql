-- Who came home in which exchange: prisoners, civilians, children, bodies?
--
-- One row per day, country they came home to (NULL: each side, or not said) and class. Agreed swaps enter when they are done.
SELECT
    event_id,
    day,
    scope,
    target,
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
WHERE domain = 'exchange'

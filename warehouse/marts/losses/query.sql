-- What equipment did each side lose, on which day, and who says so?
--
-- One row per day, side, metric and kind of equipment. Rows of scope cumulative are totals since a beginning, as they stood
-- on that day; the side that inflicted a loss and the side that suffered it seldom agree, see disagreement.
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
WHERE domain = 'losses'

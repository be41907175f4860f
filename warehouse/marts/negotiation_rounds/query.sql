-- Which rounds of talks were held, planned or cancelled, in which track, and what came of them?
--
-- One row per round of a track. Who was in the room, where and when is what most reports say; outcome is the last report's.
SELECT
    r.track_id,
    r.round_id,
    r.track,
    r.round,
    r.round_basis,
    r.date_start,
    r.date_end,
    r.date_precision,
    r.city,
    r.country,
    r.parties,
    r.mediators,
    r.format,
    r.status,
    arg_max(t.outcome, (coalesce(a.published_at, '1900-01-01'::TIMESTAMPTZ), t.talk_id)) FILTER (
        t.outcome IS NOT NULL AND (t.status = r.status OR t.status = 'held')
    ) AS outcome,
    count(DISTINCT t.article_id)::INTEGER AS n_reports,
    count(DISTINCT coalesce(a.publisher, regexp_extract(a.url, '://(?:www\.)?([^/:]+)', 1)))::INTEGER AS n_publishers,
    min(a.published_at) AS first_reported_at,
    max(a.published_at) AS last_reported_at
FROM changed_rounds AS r
INNER JOIN link.talks AS l ON l.round_id = r.round_id
INNER JOIN core.talks AS t ON t.talk_id = l.talk_id
INNER JOIN core.articles AS a ON a.article_id = t.article_id
GROUP BY ALL

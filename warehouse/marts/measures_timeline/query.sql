-- Which sanctions, tariffs, truces and aid were threatened, adopted, extended or lifted, when, by whom, and who reported it?
--
-- One row per step of a measure: actor, target, instrument, stage, size and day. Twenty reports of one step are one row.
SELECT
    m.step_id,
    m.day,
    m.actor,
    m.target,
    m.instrument,
    m.stage,
    m.rate,
    m.rate_unit,
    m.amount,
    m.currency,
    max(m.duration_days) AS duration_days,
    max(m.date_end) AS date_end,
    arg_min(m.evidence, (coalesce(a.published_at, '2999-01-01'::TIMESTAMPTZ), m.measure_id)) AS evidence,
    arg_min(a.url, (coalesce(a.published_at, '2999-01-01'::TIMESTAMPTZ), m.measure_id)) AS first_url,
    count(DISTINCT m.article_id)::INTEGER AS n_reports,
    count(DISTINCT coalesce(a.publisher, regexp_extract(a.url, '://(?:www\.)?([^/:]+)', 1)))::INTEGER AS n_publishers,
    min(a.published_at) AS first_reported_at,
    max(a.published_at) AS last_reported_at
FROM changed_measures AS m
INNER JOIN core.articles AS a ON a.article_id = m.article_id
GROUP BY m.step_id, m.day, m.actor, m.target, m.instrument, m.stage, m.rate, m.rate_unit, m.amount, m.currency

-- Which step does each measure of the pending articles report? One actor, target, instrument, stage, size and day are one step.
SELECT
    m.measure_id,
    m.article_id,
    substr(md5(concat_ws(
        '|', m.actor, '>', m.target, m.instrument, m.stage, coalesce(m.rate::VARCHAR, ''), coalesce(m.amount::VARCHAR, ''),
        coalesce(m.currency, ''), coalesce(m.date_start, a.published_date, a.published_at::DATE)
    )), 1, 16) AS step_id,
    coalesce(m.date_start, a.published_date, a.published_at::DATE) AS day
FROM core.measures AS m
INNER JOIN store.articles AS a ON a.article_id = m.article_id
WHERE m.article_id IN (SELECT article_id FROM pending_articles) AND a.is_relevant

-- warn: the days of a stretch do not come to more than the total given for it
SELECT p.claim_id, p.metric, p.object, p.date_start, p.day AS date_end, p.high AS total, sum(f.best) AS of_days, any_value(p.url) AS url
FROM link.claims AS p
INNER JOIN marts.figures AS f
    ON f.domain = 'air'
    AND f.place IS NULL
    AND f.actor = p.actor
    AND f.target = p.target
    AND f.metric = p.metric
    AND f.object = p.object
    AND f.day BETWEEN p.date_start AND p.day
WHERE p.scope = 'period' AND p.domain = 'air' AND p.qualifier IN ('exact', 'about', 'at_most') AND p.unlinked_reason = 'period'
GROUP BY p.claim_id, p.metric, p.object, p.date_start, p.day, p.high
HAVING sum(f.best) > p.high * 1.1

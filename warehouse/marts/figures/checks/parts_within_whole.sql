-- warn: a part is no bigger than its whole
SELECT p.claim_id, p.day, p.metric, p.object, p.place, p.low AS part, f.high AS whole, p.url
FROM changed_claims AS p
INNER JOIN changed_claims AS w ON w.claim_id = p.part_of AND w.metric = p.metric
INNER JOIN changed_figures AS f ON f.event_id = w.event_id AND f.metric = w.metric AND f.object = w.object AND f.place IS NOT DISTINCT FROM w.place
WHERE p.scope = 'partial' AND p.low > f.high

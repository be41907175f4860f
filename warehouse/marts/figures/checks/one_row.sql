-- fail: one row per event, place, metric and object, and in exchanges per country
SELECT event_id, place, CASE WHEN domain = 'exchange' THEN target END AS whose, metric, object, count(*) AS n
FROM changed_figures
GROUP BY ALL
HAVING count(*) > 1

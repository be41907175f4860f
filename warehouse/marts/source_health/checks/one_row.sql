-- fail: one row per source and day
SELECT source_id, day, count(*) AS n FROM marts.source_health GROUP BY ALL HAVING count(*) > 1

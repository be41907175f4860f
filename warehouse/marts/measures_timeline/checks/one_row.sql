-- fail: one row per step of a measure
SELECT step_id, count(*) AS n FROM marts.measures_timeline GROUP BY ALL HAVING count(*) > 1

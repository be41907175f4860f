-- fail: one row per day, part of the day, direction and metric
SELECT day, part_of_day, actor, target, metric, count(*) AS n FROM marts.drone_counts GROUP BY ALL HAVING count(*) > 1

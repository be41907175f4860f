-- warn: a figure merging shot down and suppressed is no less than either
SELECT n.day, n.actor, n.target, n.best AS neutralized, s.metric, s.best AS part, n.best_url
FROM marts.drone_counts AS n
INNER JOIN marts.drone_counts AS s ON s.event_id = n.event_id AND s.metric IN ('shot_down', 'suppressed')
WHERE n.metric = 'neutralized' AND s.best > n.best

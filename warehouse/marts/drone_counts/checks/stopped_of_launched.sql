-- warn: no more drones were stopped than launched
SELECT l.day, l.actor, l.target, l.best AS launched, s.metric, s.best AS stopped, s.best_url
FROM marts.drone_counts AS l
INNER JOIN marts.drone_counts AS s ON s.event_id = l.event_id AND s.metric IN ('shot_down', 'suppressed', 'neutralized')
WHERE l.metric = 'launched' AND s.best > l.best

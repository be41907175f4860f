-- warn: a figure mixing drones and missiles is about the sum of both
SELECT m.event_id, m.day, m.launched AS mixed, d.launched AS drones, r.launched AS missiles
FROM marts.air_attacks AS m
INNER JOIN marts.air_attacks AS d ON d.event_id = m.event_id AND d.place IS NULL AND d.object = 'drone'
INNER JOIN marts.air_attacks AS r ON r.event_id = m.event_id AND r.place IS NULL AND r.object = 'missile'
WHERE m.object = 'munition' AND m.place IS NULL AND m.launched > (d.launched + r.launched) * 1.2

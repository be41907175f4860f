-- fail: one row per attack, place and kind of weapon
SELECT event_id, place, object, count(*) AS n FROM marts.air_attacks GROUP BY ALL HAVING count(*) > 1

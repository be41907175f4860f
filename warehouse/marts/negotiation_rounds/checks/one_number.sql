-- fail: a number stands for one round of a track, unless reports say otherwise
SELECT track_id, round, count(*) AS n
FROM marts.negotiation_rounds
WHERE round IS NOT NULL
GROUP BY ALL
HAVING count(*) > 1 AND bool_or(round_basis = 'order')

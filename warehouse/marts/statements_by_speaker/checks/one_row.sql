-- fail: one row per utterance
SELECT utterance_id, count(*) AS n FROM marts.statements_by_speaker GROUP BY ALL HAVING count(*) > 1

-- fail: a claim is linked once
SELECT claim_id, count(*) AS n FROM changed_claims GROUP BY ALL HAVING count(*) > 1

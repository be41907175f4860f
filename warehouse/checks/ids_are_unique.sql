-- fail: no two claims have one id, and no two articles
SELECT 'claim' AS kind, claim_id AS id, count(*) AS n
FROM core.claims
WHERE claim_id IN (SELECT claim_id FROM changed_claims)
GROUP BY ALL
HAVING count(*) > 1
UNION ALL
SELECT 'article', article_id, count(*)
FROM store.articles
WHERE article_id IN (SELECT article_id FROM changed_claims)
GROUP BY ALL
HAVING count(*) > 1

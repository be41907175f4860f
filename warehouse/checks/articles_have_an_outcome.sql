-- warn: every article came out of a page with an extract outcome
SELECT a.article_id, a.page_id, a.url
FROM store.articles AS a
WHERE a.article_id IN (SELECT article_id FROM changed_claims)
    AND a.page_id NOT IN (SELECT item FROM raw.outcomes WHERE step = 'extract')

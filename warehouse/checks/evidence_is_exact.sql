-- fail: the evidence of a claim is, character by character, the text at its place
SELECT c.claim_id, c.article_id, c.field, c.start_char, c.end_char, c.evidence
FROM core.claims AS c
INNER JOIN store.articles AS a ON a.article_id = c.article_id
WHERE c.claim_id IN (SELECT claim_id FROM changed_claims)
    AND c.evidence IS DISTINCT FROM substr(
        CASE c.field WHEN 'text' THEN a.text WHEN 'captions' THEN a.captions ELSE a.title END,
        c.start_char + 1,
        c.end_char - c.start_char
    )

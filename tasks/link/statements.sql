-- Which utterance does each statement of the pending articles report? One speaker and one wording are one utterance.
SELECT
    s.statement_id,
    s.article_id,
    substr(md5(concat_ws(
        '|', coalesce(n.speaker_key, '?'), regexp_replace(lower(strip_accents(s.quote)), '[^a-z0-9]+', ' ', 'g')
    )), 1, 16) AS utterance_id,
    n.speaker_key
FROM core.statements AS s
INNER JOIN store.articles AS a ON a.article_id = s.article_id
LEFT JOIN link.speakers AS n ON n.speaker = s.speaker AND n.speaker_side = coalesce(s.speaker_side, '')
WHERE s.article_id IN (SELECT article_id FROM pending_articles) AND a.is_relevant

-- What did each speaker say, when, to whom, and how often was it carried?
--
-- One row per utterance: one original speaker, one wording. Speakers are joined over their spellings (link.speakers).
SELECT
    s.utterance_id,
    s.speaker_key,
    arg_min(s.speaker, (coalesce(a.published_at, '2999-01-01'::TIMESTAMPTZ), s.statement_id)) AS speaker,
    mode(s.speaker_role ORDER BY s.speaker_role) AS speaker_role,
    mode(s.speaker_org ORDER BY s.speaker_org) AS speaker_org,
    mode(s.speaker_side ORDER BY s.speaker_side) AS speaker_side,
    min(s.date_start) AS day,
    arg_min(s.quote, (coalesce(a.published_at, '2999-01-01'::TIMESTAMPTZ), s.statement_id)) AS quote,
    mode(s.kind ORDER BY s.kind) AS kind,
    mode(s.addressee ORDER BY s.addressee) AS addressee,
    arg_min(a.url, (coalesce(a.published_at, '2999-01-01'::TIMESTAMPTZ), s.statement_id)) AS first_url,
    count(DISTINCT s.article_id)::INTEGER AS n_reports,
    count(DISTINCT coalesce(a.publisher, regexp_extract(a.url, '://(?:www\.)?([^/:]+)', 1)))::INTEGER AS n_publishers,
    min(a.published_at) AS first_reported_at,
    max(a.published_at) AS last_reported_at
FROM changed_statements AS s
INNER JOIN core.articles AS a ON a.article_id = s.article_id
GROUP BY s.utterance_id, s.speaker_key

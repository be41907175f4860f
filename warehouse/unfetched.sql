-- Candidates that no run has come to fetch yet: a run was killed between discovering and fetching them.
SELECT candidate_id, url, source_id, listed_title, listed_at, discovered_at
FROM raw.candidates
WHERE NOT EXISTS (FROM raw.outcomes AS o WHERE o.step = 'fetch' AND o.item = candidates.url)
ORDER BY discovered_at, candidate_id

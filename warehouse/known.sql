-- What is stored of these addresses: first and last visit, and the newest page's validators.
WITH visits AS (
    SELECT item AS url, max("at") AS last_visited_at
    FROM raw.outcomes
    WHERE step = 'fetch' AND outcome IN ('ok', 'unchanged') AND item IN (SELECT unnest($urls))
    GROUP BY item
)

SELECT
    url,
    min(fetched_at) AS first_fetched_at,
    greatest(max(fetched_at), any_value(last_visited_at)) AS last_visited_at,
    arg_max(body_sha256, fetched_at) AS body_sha256,
    arg_max_null(etag, fetched_at) AS etag,
    arg_max_null(last_modified, fetched_at) AS last_modified
FROM raw.pages
LEFT JOIN visits USING (url)
WHERE url IN (SELECT unnest($urls))
GROUP BY url

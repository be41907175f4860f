-- Is each source still giving what it should: what was tried, what came, what failed, and how long has it been quiet?
--
-- One row per source and day (UTC) on which anything was tried. hours_since_last_article counts from the newest publication
-- known by then to the end of the day, or to the time of publishing for the day under way.
WITH tried AS (
    SELECT
        o.source_id,
        o."at"::DATE AS day,
        count(*) FILTER (o.step = 'fetch')::INTEGER AS tried,
        count(*) FILTER (o.step = 'fetch' AND o.outcome = 'ok')::INTEGER AS fetched,
        count(*) FILTER (o.step = 'extract' AND o.outcome IN ('ok', 'irrelevant'))::INTEGER AS articles,
        count(*) FILTER (o.step = 'extract' AND o.outcome = 'ok')::INTEGER AS relevant,
        count(*) FILTER (o.outcome NOT IN ('ok', 'unchanged', 'known', 'duplicate', 'irrelevant'))::INTEGER AS failures
    FROM raw.outcomes AS o
    WHERE (o.source_id, o."at"::DATE) IN (SELECT (source_id, day) FROM changed_source_days)
    GROUP BY ALL
),

counted AS (
    SELECT a.source_id, c.recorded_at::DATE AS day, count(*)::INTEGER AS claims
    FROM (
        SELECT article_id, recorded_at FROM core.claims
        UNION ALL
        SELECT article_id, recorded_at FROM history.claims
    ) AS c
    INNER JOIN store.articles AS a ON a.article_id = c.article_id
    WHERE c.recorded_at::DATE IN (SELECT day FROM changed_source_days)
    GROUP BY ALL
),

known AS (
    SELECT source_id, published_at, recorded_at FROM store.articles
    UNION ALL
    SELECT source_id, published_at, recorded_at FROM history.articles
),

newest AS (
    SELECT t.source_id, t.day, max(k.published_at) AS last_at
    FROM tried AS t
    INNER JOIN known AS k
        ON k.source_id = t.source_id
        AND k.published_at < t.day + INTERVAL 1 DAY
        AND k.recorded_at < t.day + INTERVAL 1 DAY
    GROUP BY ALL
)

SELECT
    t.source_id || ' ' || t.day AS source_day,
    t.source_id,
    t.day,
    t.tried,
    t.fetched,
    t.articles,
    t.relevant,
    coalesce(c.claims, 0)::INTEGER AS claims,
    t.failures,
    n.last_at AS last_article_at,
    round(date_diff('minute', n.last_at, least((t.day + INTERVAL 1 DAY)::TIMESTAMPTZ, (SELECT made_at FROM publishing))) / 60.0, 1)
        ::DOUBLE AS hours_since_last_article
FROM tried AS t
LEFT JOIN counted AS c ON c.source_id = t.source_id AND c.day = t.day
LEFT JOIN newest AS n ON n.source_id = t.source_id AND n.day = t.day

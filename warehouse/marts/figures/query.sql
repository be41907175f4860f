-- What is the best figure for each thing counted in each event, who says so, and what do the others say?
--
-- One row per event, place, metric and object. Only figures of whole events enter, and totals since a beginning as rows of
-- their own; parts, periods, plans and denials never do. Rules, in order:
-- a hedged figure that an exact one fulfils ("more than 470" beside 479) is a rounding of it;
-- best is the figure of the speaker most entitled to know, then the one that came up last (a later bulletin supersedes),
-- then the most precise, then the one with most reports; "dozens" is nobody's figure: best is NULL beside it;
-- parties' figures are never averaged.
WITH claim AS (
    SELECT
        *,
        -- What of the event is counted: a part of the country; of an exchange, whose people.
        coalesce(place, '') || CASE WHEN domain = 'exchange' THEN coalesce(target, '') ELSE '' END AS part,
        coalesce(low, high) AS stated,
        CASE qualifier
            WHEN 'exact' THEN 3 WHEN 'about' THEN 2 WHEN 'dozens' THEN 0 ELSE 1
        END AS exactness
    FROM changed_claims
    WHERE event_id IS NOT NULL AND scope IN ('event', 'cumulative')
),

exact AS (
    SELECT DISTINCT event_id, part, metric, object, stated AS value
    FROM claim
    WHERE qualifier = 'exact'
),

-- The nearest exact figure that a hedged one may stand for: nothing says "more than 100" of 479.
rounding AS (
    SELECT c.claim_id, arg_min(e.value, (abs(e.value - c.stated), e.value)) AS value
    FROM claim AS c
    INNER JOIN exact AS e
        ON e.event_id = c.event_id AND e.part = c.part AND e.metric = c.metric AND e.object = c.object
    WHERE CASE
        WHEN c.qualifier IN ('at_least', 'more_than') THEN e.value BETWEEN c.stated AND c.stated * 1.2
        WHEN c.qualifier = 'at_most' THEN e.value BETWEEN c.stated * 0.8 AND c.stated
        WHEN c.qualifier = 'about' THEN abs(e.value - c.stated) <= c.stated * 0.1
        WHEN c.qualifier = 'range' THEN e.value BETWEEN c.low AND c.high
        WHEN c.qualifier = 'dozens' THEN e.value BETWEEN c.stated AND c.stated * 10
        ELSE false
    END
    GROUP BY c.claim_id
),

-- Times of day count only where every report of the thing has one; an article known by its day alone is as late as its day.
report AS (
    SELECT
        c.*,
        coalesce(r.value, c.stated) AS value,
        CASE
            WHEN bool_and(coalesce(c.published_at <> date_trunc('day', c.published_at), false)) OVER thing
                THEN c.published_at
            ELSE date_trunc('day', c.published_at)
        END AS reported_at
    FROM claim AS c
    LEFT JOIN rounding AS r ON r.claim_id = c.claim_id
    WINDOW thing AS (PARTITION BY c.event_id, c.part, c.metric, c.object)
),

-- One row per figure: as authoritative as its best speaker, as late as that speaker's first report of it.
figure AS (
    SELECT
        event_id, part, metric, object, value,
        max(authority) AS authority,
        arg_max(first_at, authority) AS first_at,
        max(exactness) AS exactness,
        sum(n_reports) AS n_reports
    FROM (
        SELECT
            event_id, part, metric, object, value, authority,
            min(reported_at) AS first_at,
            max(exactness) AS exactness,
            count(DISTINCT article_id) AS n_reports
        FROM report
        GROUP BY ALL
    )
    GROUP BY ALL
),

best AS (
    SELECT event_id, part, metric, object, value, exactness
    FROM figure
    QUALIFY row_number() OVER (
        PARTITION BY event_id, part, metric, object
        ORDER BY exactness > 0 DESC, authority DESC, first_at DESC NULLS LAST, exactness DESC, n_reports DESC, value DESC
    ) = 1
),

-- The report that shows the best figure: of its most entitled speaker, exact, the first.
shown AS (
    SELECT
        r.event_id, r.part, r.metric, r.object, r.value, b.exactness, r.claim_id, r.speaker, r.speaker_key, r.url,
        CASE WHEN b.exactness = 3 THEN 'exact' ELSE r.qualifier END AS qualifier
    FROM report AS r
    INNER JOIN best AS b
        ON b.event_id = r.event_id AND b.part = r.part AND b.metric = r.metric AND b.object = r.object AND b.value = r.value
    QUALIFY row_number() OVER (
        PARTITION BY r.event_id, r.part, r.metric, r.object
        ORDER BY r.authority DESC, r.exactness DESC, r.published_at NULLS LAST, r.claim_id
    ) = 1
),

-- What each speaker says now: the figure that it came up with last.
last_word AS (
    SELECT event_id, part, metric, object, speaker_key, value
    FROM (
        SELECT
            event_id, part, metric, object, speaker_key, value,
            min(reported_at) AS first_at,
            max(exactness) AS exactness
        FROM report
        WHERE exactness > 0
        GROUP BY ALL
    )
    QUALIFY row_number() OVER (
        PARTITION BY event_id, part, metric, object, speaker_key
        ORDER BY first_at DESC NULLS LAST, exactness DESC, value DESC
    ) = 1
),

spread AS (
    SELECT
        event_id, part, metric, object,
        CASE WHEN max(value) > 0 THEN 1 - min(value) / max(value) ELSE 0 END AS disagreement
    FROM last_word
    GROUP BY ALL
),

-- Who is named only as a side ("Ukrainian officials") is no voice beside the side's own bodies; who is not even that, beside any.
voices AS (
    SELECT
        event_id, part, metric, object,
        count(*) FILTER (is_named)
        + count(*) FILTER (NOT is_named AND NOT side_is_named AND (NOT any_is_named OR speaker_key NOT LIKE '?:%')) AS n_speakers
    FROM (
        SELECT
            event_id, part, metric, object, speaker_key,
            speaker_key NOT LIKE '%:unnamed' AS is_named,
            bool_or(speaker_key NOT LIKE '%:unnamed')
                OVER (PARTITION BY event_id, part, metric, object, split_part(speaker_key, ':', 1)) AS side_is_named,
            bool_or(speaker_key NOT LIKE '%:unnamed') OVER (PARTITION BY event_id, part, metric, object) AS any_is_named
        FROM (SELECT DISTINCT event_id, part, metric, object, speaker_key FROM report WHERE speaker_key IS NOT NULL)
    )
    GROUP BY ALL
)

SELECT
    r.event_id,
    any_value(r.domain) AS domain,
    any_value(r.scope) AS scope,
    any_value(r.day) AS day,
    max(r.part_of_day) AS part_of_day,
    mode(r.actor ORDER BY r.actor) AS actor,
    mode(r.target ORDER BY r.target) AS target,
    any_value(r.place) AS place,
    r.metric,
    r.object,
    coalesce(
        min(least(r.value, CASE WHEN r.qualifier = 'range' THEN r.low END)) FILTER (r.exactness > 0), min(r.value)
    ) AS low,
    max(greatest(r.value, CASE WHEN r.qualifier = 'range' THEN r.high END)) FILTER (r.exactness > 0) AS high,
    any_value(CASE WHEN s.exactness > 0 THEN s.value END) AS best,
    any_value(s.qualifier) AS best_qualifier,
    any_value(s.speaker) AS best_speaker,
    any_value(s.url) AS best_url,
    any_value(s.claim_id) AS best_claim_id,
    count(DISTINCT r.article_id)::INTEGER AS n_reports,
    count(DISTINCT r.publisher)::INTEGER AS n_publishers,
    greatest(coalesce(any_value(v.n_speakers), 0), 1)::INTEGER AS n_speakers,
    coalesce(any_value(p.disagreement), 0) AS disagreement,
    coalesce(
        list_sort(list(DISTINCT r.value) FILTER (r.speaker_key = s.speaker_key AND r.value <> s.value AND r.exactness > 0)), []
    ) AS superseded,
    min(r.published_at) AS first_reported_at,
    max(r.published_at) AS last_reported_at
FROM report AS r
INNER JOIN shown AS s ON s.event_id = r.event_id AND s.part = r.part AND s.metric = r.metric AND s.object = r.object
LEFT JOIN spread AS p ON p.event_id = r.event_id AND p.part = r.part AND p.metric = r.metric AND p.object = r.object
LEFT JOIN voices AS v ON v.event_id = r.event_id AND v.part = r.part AND v.metric = r.metric AND v.object = r.object
GROUP BY r.event_id, r.part, r.metric, r.object

-- Which event does each claim of the pending articles report, and how far is its speaker entitled to know?
-- In: pending_articles(article_id), entitled(domain, relation, role, authority), the patterns of authority.toml's windows as
-- variables of their names, core.*, link.speakers.
-- Out: rows of link.claims. What is not certain stays unlinked, with the reason.
-- A condition on one side alone has no place in ON of a LEFT JOIN: DuckDB compares every row with every row then.
WITH claim AS (
    SELECT
        c.*,
        CASE
            WHEN c.metric IN ('launched', 'shot_down', 'suppressed', 'neutralized', 'hit') THEN 'air'
            WHEN c.metric = 'exchanged' THEN 'exchange'
            WHEN c.metric IN ('killed', 'injured', 'casualties') THEN 'people'
            WHEN c.object IN ('person', 'civilian', 'soldier', 'child', 'prisoner', 'body') THEN 'people'
            ELSE 'losses'
        END AS domain,
        coalesce(c.date_end, c.date_start) AS day
    FROM core.claims AS c
    WHERE c.article_id IN (SELECT article_id FROM pending_articles)
),

-- A part without its own day happened on the day of its whole.
dated AS (
    SELECT
        p.* EXCLUDE (day, date_precision),
        coalesce(p.day, w.day) AS day,
        CASE WHEN p.day IS NULL THEN w.date_precision ELSE p.date_precision END AS date_precision
    FROM claim AS p
    LEFT JOIN claim AS w ON w.claim_id = CASE WHEN p.scope = 'partial' THEN p.part_of END
),

said AS (
    SELECT
        d.*,
        s.speaker_key,
        coalesce(s.side, d.speaker_side) AS side,
        -- "Governor Ihor Savchuk" is Savchuk in the next sentence.
        coalesce(bool_or(s.is_local) OVER (PARTITION BY d.article_id, s.speaker_key), false) AS is_local,
        s.role,
        CASE
            WHEN d.speaker IS NULL THEN 'outlet'
            WHEN s.speaker_key = '?:unnamed' THEN 'outlet'
            WHEN coalesce(s.side, d.speaker_side) = d.target THEN 'target'
            WHEN coalesce(s.side, d.speaker_side) = d.actor THEN 'actor'
            ELSE 'other'
        END AS relation,
        CASE
            WHEN regexp_matches(lower(coalesce(d.date_basis, '')), getvariable('whole_day')) THEN '24 hours'
            WHEN d.domain = 'air' AND regexp_matches(lower(d.evidence), getvariable('some_hours')) THEN 'hours'
            WHEN d.date_precision = 'night' THEN 'night'
            WHEN regexp_matches(lower(coalesce(d.date_basis, '')), getvariable('daytime')) THEN 'day'
            WHEN d.domain = 'air' AND regexp_matches(lower(d.evidence), getvariable('daytime_clock')) THEN 'day'
            WHEN d.domain = 'air' AND regexp_matches(lower(d.evidence), getvariable('clock')) THEN 'hours'
        END AS told_window
    FROM dated AS d
    LEFT JOIN link.speakers AS s ON s.speaker = d.speaker AND s.speaker_side = coalesce(d.speaker_side, '')
),

-- One figure told twice in an article has one window: a bulletin's hours need not be said again.
timed AS (
    SELECT
        s.*,
        CASE
            WHEN s.domain = 'air' AND s.low >= 10 THEN coalesce(
                max(s.told_window) FILTER (s.told_window IN ('24 hours', 'hours')) OVER (
                    PARTITION BY s.article_id, s.domain, s.metric, s.object, s.actor, s.target, s.low
                ),
                s.told_window
            )
            ELSE s.told_window
        END AS part_of_day
    FROM said AS s
),

-- A national speaker's figure is about the country wherever the sentence looks; a local one's about its own part.
placed AS (
    SELECT
        s.*,
        CASE
            WHEN s.domain = 'exchange' THEN NULL
            WHEN s.domain = 'air' AND s.speaker IS NOT NULL AND NOT s.is_local THEN NULL
            WHEN s.place IS NOT NULL THEN trim(regexp_replace(lower(strip_accents(s.place)), '\boblast\b', 'region'))
            WHEN s.is_local AND s.speaker_key LIKE '%:local:%' THEN 'not named (' || s.article_id || ')'
            WHEN s.is_local THEN 'not named (' || s.speaker_key || ')'
        END AS place_key
    FROM timed AS s
),

-- "In Velm 25 were hurt. … 25 people were hurt, the governor said": the one place of that figure in the article is his too,
-- and a town's figure told of its region is one figure. Without a place at all, small numbers are equal by chance.
settled AS (
    SELECT
        p.* EXCLUDE (place_key),
        CASE
            WHEN min(p.area) OVER one_figure IS DISTINCT FROM max(p.area) OVER one_figure THEN p.place_key
            WHEN p.area IS NULL AND p.place_key IS NULL AND (p.domain <> 'people' OR coalesce(p.low, p.high) < 3) THEN NULL
            ELSE coalesce(max(p.named_place) OVER one_figure, p.place_key)
        END AS place_key
    FROM (
        SELECT
            *,
            CASE WHEN place_key NOT LIKE 'not named%' THEN place_key END AS named_place,
            regexp_replace(named_place, ' region$', '') AS area
        FROM placed
    ) AS p
    WINDOW one_figure AS (PARTITION BY p.article_id, p.metric, p.object, p.target, p.day, coalesce(p.low, p.high))
),

judged AS (
    SELECT
        p.*,
        CASE
            WHEN p.realis <> 'actual' THEN p.realis
            WHEN p.unit <> 'count' THEN 'a fraction'
            WHEN p.low IS NULL AND p.high IS NULL THEN 'no figure'
            WHEN p.scope = 'period' THEN 'period'
            WHEN p.day IS NULL THEN 'no day'
            WHEN p.part_of_day = 'hours' THEN 'some hours of a day'
            WHEN p.scope <> 'cumulative' AND p.date_precision NOT IN ('minute', 'day', 'night') THEN 'no day'
            WHEN p.domain = 'air' AND (p.scope = 'cumulative') THEN 'cumulative'
            WHEN p.domain = 'air' AND (p.actor IS NULL OR p.target IS NULL) THEN 'no direction'
            WHEN p.domain = 'air' AND p.actor = p.target THEN 'no direction'
            WHEN p.domain IN ('people', 'losses') AND p.target IS NULL THEN 'no side'
            -- Neither where nor when, but "published on": it may be any event of these days.
            WHEN p.date_basis = 'publication' AND p.domain = 'people' AND p.place_key IS NULL THEN 'neither day nor place'
            WHEN p.date_basis = 'publication' AND p.domain = 'exchange' AND p.target IS NULL THEN 'neither day nor place'
            -- Who stops drones is the side attacked: nobody counts the downing of what it launched itself.
            WHEN p.metric IN ('shot_down', 'suppressed', 'neutralized') AND p.relation = 'actor' THEN 'own drones downed'
        END AS unlinked_reason,
        CASE WHEN p.domain = 'exchange' THEN coalesce(p.target, '') ELSE '' END AS exchanged_to,
        CASE
            WHEN p.relation = 'outlet' OR p.is_local OR p.domain = 'exchange' THEN 'outlet'
            ELSE coalesce(p.side, '?')
        END AS voice_side
    FROM settled AS p
),

-- The id begins with the day, so that what happened together lies together in the files.
keyed AS (
    SELECT
        j.*,
        CASE WHEN j.unlinked_reason IS NULL THEN strftime(j.day, '%Y%m%d') || '-' || substr(md5(concat_ws(
            '|',
            j.domain,
            CASE WHEN j.domain = 'air' THEN j.actor ELSE '' END,
            CASE WHEN j.domain = 'exchange' THEN '' ELSE j.target END,
            j.day,
            CASE
                WHEN j.domain = 'air' AND j.part_of_day = 'day' THEN 'day'
                WHEN j.domain <> 'exchange' AND j.part_of_day = '24 hours' THEN '24 hours'
                ELSE ''
            END,
            CASE WHEN j.domain = 'people' THEN coalesce(j.place_key, '') ELSE '' END,
            -- Since when it is counted tells totals apart; where that is not said of people, their number does.
            CASE
                WHEN j.scope <> 'cumulative' THEN ''
                WHEN j.domain = 'people' THEN coalesce(j.date_start::VARCHAR, 'total ' || coalesce(j.low, j.high))
                ELSE 'total' || coalesce(j.date_start::VARCHAR, '')
            END
        )), 1, 10) END AS event_id,
        j.scope = 'cumulative' AND j.date_start IS NULL AND j.unlinked_reason IS NULL AS is_total
    FROM judged AS j
),

-- One speaker with three figures for one thing in one article speaks of several: of which, nobody can say. Two are enough
-- where nothing is updated: a kind of equipment in a list, a total since a beginning.
ambiguous AS (
    SELECT
        article_id, domain, scope, speaker_key, target, day, place_key, metric, object,
        CASE WHEN is_total THEN '' ELSE event_id END AS event_id
    FROM keyed
    WHERE domain IN ('people', 'losses') AND scope IN ('event', 'cumulative') AND event_id IS NOT NULL
    GROUP BY ALL
    HAVING
        (scope = 'event' AND count(DISTINCT coalesce(low, high)) > 2)
        OR ((domain = 'losses' OR scope = 'cumulative') AND count(DISTINCT low) FILTER (qualifier = 'exact') > 1)
),

-- "Of the 31 drones, 11 were jammed": who stopped as many as were launched cannot have stopped others in another way too.
told AS (
    SELECT DISTINCT article_id, event_id, object, coalesce(speaker_key, '') AS voice, metric, low, place_key
    FROM keyed
    WHERE domain = 'air' AND event_id IS NOT NULL AND scope <> 'period' AND qualifier = 'exact' AND low > 0
),

-- "31 drones, of which it downed 20, while 11 were jammed": parts that make up the whole between them are its two counts.
divided AS (
    SELECT article_id, event_id, object, voice
    FROM told
    WHERE place_key IS NULL AND metric IN ('launched', 'shot_down', 'suppressed')
    GROUP BY ALL
    HAVING
        count(*) = 3
        AND count(DISTINCT metric) = 3
        AND sum(low) = 2 * max(low) FILTER (metric = 'launched')
),

overcounted AS (
    SELECT DISTINCT s.* EXCLUDE (place_key)
    FROM told AS s
    INNER JOIN told AS l
        ON l.article_id = s.article_id
        AND l.event_id = s.event_id
        AND l.object = s.object
        AND l.voice = s.voice
        AND l.low = s.low
    INNER JOIN told AS o
        ON o.article_id = s.article_id AND o.event_id = s.event_id AND o.object = s.object AND o.voice = s.voice
    WHERE s.metric IN ('shot_down', 'suppressed')
        AND l.metric = 'launched'
        AND o.metric IN ('shot_down', 'suppressed')
        AND o.metric <> s.metric
        AND o.low < s.low
),

-- Beside a figure more than twice as big of its own side or of the outlet, a figure counts a part of it, or something else.
-- The other side's is no whole of it: they differ.
biggest AS (
    SELECT
        * EXCLUDE (stated),
        CASE
            WHEN voice_side = 'outlet' THEN max(stated) OVER thing
            ELSE greatest(stated, max(stated) FILTER (voice_side = 'outlet') OVER thing)
        END AS stated
    FROM (
        SELECT
            article_id, scope, event_id, place_key, metric, object, exchanged_to, voice_side,
            max(coalesce(low, high)) AS stated
        FROM keyed
        WHERE event_id IS NOT NULL
            AND scope = 'event'
            AND qualifier NOT IN ('at_most', 'dozens')
            AND (article_id, event_id, object, metric, low) NOT IN (
                SELECT (article_id, event_id, object, metric, low) FROM overcounted
            )
        GROUP BY ALL
    )
    WINDOW thing AS (PARTITION BY article_id, scope, event_id, place_key, metric, object, exchanged_to)
),

-- One article, one speaker, one exact figure, two days running: a restatement, dated wrongly where it is dated once.
repeated AS (
    SELECT
        article_id, metric, object, actor, target, speaker_key, low, day,
        count(*) AS times
    FROM keyed
    WHERE domain = 'air' AND scope = 'event' AND event_id IS NOT NULL AND qualifier = 'exact' AND low >= 10
    GROUP BY ALL
),

slipped AS (
    SELECT DISTINCT s.article_id, s.metric, s.object, s.actor, s.target, s.speaker_key, s.low, s.day
    FROM repeated AS s
    INNER JOIN repeated AS r
        ON r.article_id = s.article_id
        AND r.metric = s.metric
        AND r.object = s.object
        AND r.actor = s.actor
        AND r.target = s.target
        AND r.low = s.low
        AND r.speaker_key IS NOT DISTINCT FROM s.speaker_key
    WHERE abs(r.day - s.day) = 1 AND r.times > s.times
)

SELECT
    j.claim_id,
    j.article_id,
    CASE WHEN coalesce(m.event_id, b.event_id, o.event_id) IS NULL AND w.day IS NULL THEN j.event_id END AS event_id,
    CASE
        WHEN m.event_id IS NOT NULL THEN 'several figures in one article'
        WHEN w.day IS NOT NULL THEN 'the same figure on another day'
        WHEN o.event_id IS NOT NULL THEN 'more stopped than launched'
        WHEN b.event_id IS NOT NULL THEN 'beside a bigger figure in the article'
        ELSE j.unlinked_reason
    END AS unlinked_reason,
    j.domain,
    j.day,
    j.part_of_day,
    j.actor,
    j.target,
    j.place_key AS place,
    j.metric,
    CASE WHEN j.domain = 'people' AND j.object = 'civilian' THEN 'person' ELSE j.object END AS object,
    j.low,
    j.high,
    j.qualifier,
    CASE
        WHEN v.event_id IS NOT NULL AND j.place_key IS NULL AND j.metric IN ('shot_down', 'suppressed') THEN 'event'
        ELSE j.scope
    END AS scope,
    j.date_start,
    j.part_of,
    j.speaker_key,
    j.speaker,
    j.side AS speaker_side,
    coalesce(e.authority, d.authority, 0) AS authority,
    a.url,
    coalesce(a.publisher, regexp_extract(a.url, '://(?:www\.)?([^/:]+)', 1)) AS publisher,
    a.published_at
FROM keyed AS j
INNER JOIN store.articles AS a ON a.article_id = j.article_id
LEFT JOIN ambiguous AS m
    ON m.article_id = j.article_id
    AND m.scope = j.scope
    AND m.target = j.target
    AND m.day = j.day
    AND m.event_id = CASE WHEN j.is_total THEN '' ELSE j.event_id END
    AND m.metric = j.metric
    AND m.object = j.object
    AND m.speaker_key IS NOT DISTINCT FROM j.speaker_key
    AND m.place_key IS NOT DISTINCT FROM j.place_key
LEFT JOIN biggest AS b
    ON b.article_id = CASE WHEN j.qualifier NOT IN ('at_most', 'dozens') THEN j.article_id END
    AND b.scope = j.scope
    AND b.event_id = j.event_id
    AND b.metric = j.metric
    AND b.object = j.object
    AND b.exchanged_to = j.exchanged_to
    AND b.voice_side = j.voice_side
    AND b.place_key IS NOT DISTINCT FROM j.place_key
    AND b.stated > coalesce(j.low, j.high) * 2
LEFT JOIN overcounted AS o
    ON o.article_id = j.article_id
    AND o.event_id = j.event_id
    AND o.object = j.object
    AND o.metric = j.metric
    AND o.low = j.low
    AND o.voice = coalesce(j.speaker_key, '')
LEFT JOIN divided AS v
    ON v.article_id = j.article_id
    AND v.event_id = j.event_id
    AND v.object = j.object
    AND v.voice = coalesce(j.speaker_key, '')
LEFT JOIN slipped AS w
    ON w.article_id = j.article_id
    AND w.metric = j.metric
    AND w.object = j.object
    AND w.actor = j.actor
    AND w.target = j.target
    AND w.low = j.low
    AND w.day = j.day
    AND w.speaker_key IS NOT DISTINCT FROM j.speaker_key
LEFT JOIN entitled AS e ON e.domain = j.domain AND e.relation = j.relation AND e.role = j.role
LEFT JOIN entitled AS d
    ON d.domain = j.domain
    AND d.relation = j.relation
    AND d.role = CASE WHEN j.relation = 'outlet' THEN 'outlet' ELSE 'default' END
WHERE a.is_relevant
ORDER BY j.day, event_id

-- Which two speakers give figures for one event that cannot both hold?
--
-- One row per pair of speakers and thing counted. Each is taken at its last word; "at least 10" and 12 can both hold, so can
-- 479 and "almost 500", and a toll that one side's bodies give one after the other rises. Nobody stops more than was launched:
-- there a counts what was launched in that night, b what was stopped. Elsewhere a is the speaker more entitled to know.
WITH claim AS (
    SELECT
        *,
        CASE WHEN qualifier = 'about' THEN low * 0.9 ELSE coalesce(low, 0) END AS from_count,
        CASE WHEN qualifier = 'about' THEN high * 1.1 ELSE coalesce(high, 'infinity'::DOUBLE) END AS to_count,
        coalesce(low, high) AS stated,
        coalesce(speaker_side, '') AS side,
        min(published_at) OVER (
            PARTITION BY event_id, coalesce(place, ''), metric, object, target, speaker_key, coalesce(low, high)
        ) AS first_at
    FROM changed_claims
    WHERE event_id IS NOT NULL
        AND scope = 'event'
        AND speaker_key IS NOT NULL
        AND qualifier <> 'dozens'
        -- Of a swap nobody knows whose people are counted, unless it says so.
        AND NOT (domain = 'exchange' AND target IS NULL)
),

current AS (
    SELECT *
    FROM claim
    QUALIFY row_number() OVER (
        PARTITION BY event_id, coalesce(place, ''), metric, object, target, speaker_key
        ORDER BY first_at DESC NULLS LAST, (qualifier = 'exact') DESC, stated DESC, claim_id
    ) = 1
),

-- What a claim speaks against: what others say of the same; and what was stopped in a night, what is said to have been launched.
against AS (
    SELECT *, metric AS against FROM current
    UNION ALL
    SELECT *, 'launched' AS against
    FROM current
    WHERE metric IN ('shot_down', 'suppressed', 'neutralized') AND part_of_day IS NOT NULL
)

SELECT
    a.event_id,
    a.day,
    coalesce(a.actor, b.actor) AS actor,
    a.target,
    a.place,
    a.metric,
    b.metric AS metric_b,
    a.object,
    a.speaker_key AS speaker_a_key,
    a.speaker AS speaker_a,
    a.speaker_side AS side_a,
    a.low AS low_a,
    a.high AS high_a,
    a.claim_id AS claim_a,
    a.url AS url_a,
    b.speaker_key AS speaker_b_key,
    b.speaker AS speaker_b,
    b.speaker_side AS side_b,
    b.low AS low_b,
    b.high AS high_b,
    b.claim_id AS claim_b,
    b.url AS url_b
FROM current AS a
INNER JOIN against AS b
    ON a.event_id = b.event_id
    AND a.metric = b.against
    AND a.place IS NOT DISTINCT FROM b.place
    AND a.object = b.object
    AND a.target IS NOT DISTINCT FROM b.target
    AND a.speaker_key <> b.speaker_key
WHERE CASE
        WHEN a.metric = b.metric
            THEN (a.authority > b.authority OR (a.authority = b.authority AND a.speaker_key < b.speaker_key))
                AND (a.from_count > b.to_count OR b.from_count > a.to_count)
        ELSE a.part_of_day = b.part_of_day AND b.from_count > a.to_count
    END
    AND NOT coalesce(
        a.domain = 'people' AND a.side = b.side
        AND ((a.stated > b.stated AND a.first_at >= b.first_at) OR (b.stated > a.stated AND b.first_at >= a.first_at)),
        false
    )
    -- "Ukrainian officials" is no second speaker beside Ukraine's air force.
    AND NOT (
        split_part(a.speaker_key, ':', 1) = split_part(b.speaker_key, ':', 1)
        AND (a.speaker_key LIKE '%:unnamed' OR b.speaker_key LIKE '%:unnamed')
    )

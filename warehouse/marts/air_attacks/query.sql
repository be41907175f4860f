-- What was sent against each side each night, of every kind, and what became of it?
--
-- One row per attack, place and kind of weapon. launched, shot_down, suppressed, neutralized and hit are the best figures of
-- each (see figures): they are never added up. munition is a figure that mixes kinds. place is NULL for the whole country.
WITH attack AS (
    SELECT
        event_id,
        day,
        max(part_of_day) AS part_of_day,
        actor,
        target,
        place,
        object,
        max(best) FILTER (metric = 'launched') AS launched,
        max(best) FILTER (metric = 'shot_down') AS shot_down,
        max(best) FILTER (metric = 'suppressed') AS suppressed,
        max(best) FILTER (metric = 'neutralized') AS neutralized,
        max(best) FILTER (metric = 'hit') AS hit,
        max(n_reports) AS n_reports,
        max(n_publishers) AS n_publishers,
        max(n_speakers) AS n_speakers,
        max(disagreement) AS disagreement,
        min(first_reported_at) AS first_reported_at,
        max(last_reported_at) AS last_reported_at
    FROM changed_figures
    WHERE domain = 'air'
    GROUP BY event_id, day, actor, target, place, object
)

SELECT
    *,
    CASE
        WHEN object IN ('cruise_missile', 'ballistic_missile')
            AND launched <= max(launched) FILTER (object = 'missile') OVER same_attack THEN 'missile'
        WHEN object <> 'munition' AND launched <= max(launched) FILTER (object = 'munition') OVER same_attack THEN 'munition'
    END AS counted_in
FROM attack
WINDOW same_attack AS (PARTITION BY event_id, place)

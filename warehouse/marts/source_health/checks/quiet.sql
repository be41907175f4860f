-- warn: a source with articles has none newer than three days
SELECT source_id, day, hours_since_last_article
FROM marts.source_health
WHERE day = (SELECT made_at FROM publishing)::DATE AND hours_since_last_article > 72

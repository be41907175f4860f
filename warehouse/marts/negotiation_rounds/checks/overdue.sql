-- warn: what was planned was held, cancelled or moved; nobody reported on it since
SELECT * FROM marts.negotiation_rounds
WHERE status = 'planned' AND date_start < (SELECT made_at FROM publishing)::DATE - 30

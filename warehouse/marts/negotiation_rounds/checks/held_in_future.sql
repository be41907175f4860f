-- warn: nothing was held before it could be reported
SELECT * FROM marts.negotiation_rounds WHERE status = 'held' AND date_start > last_reported_at::DATE + 1

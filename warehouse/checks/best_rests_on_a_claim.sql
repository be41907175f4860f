-- fail: every best figure rests on a claim that is linked to its event
SELECT f.event_id, f.metric, f.best_claim_id
FROM changed_figures AS f
ANTI JOIN changed_claims AS c ON c.claim_id = f.best_claim_id AND c.event_id = f.event_id

"""Counted claims: number phrase → what is counted → what became of it → whose → when → who says so.

In this order: phrases (nouns, verbs: what their words mean), clause (a sentence marked with them); governor_after and
governor_before (the verb or noun that a phrase hangs on), fates (what it makes of those counted), parts, stated and
left_out (figures without a governor or noun of their own), metrics (all of these for one sentence); doers, air_roles,
loss_roles, swap_roles, roles (whose); when, restated, scope (the day and the whole); realis, voice; find (an article).
"""

-- fail: a round ends on or after the day it began, and somebody reported it
SELECT * FROM marts.negotiation_rounds WHERE date_end < date_start OR n_reports < 1

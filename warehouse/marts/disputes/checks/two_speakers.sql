-- fail: a dispute has two speakers
SELECT * FROM marts.disputes WHERE speaker_a_key = speaker_b_key

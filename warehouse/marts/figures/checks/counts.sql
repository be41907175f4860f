-- fail: somebody reported it, with an address, and no more outlets than reports
SELECT * FROM changed_figures WHERE n_reports < 1 OR n_publishers > n_reports OR n_speakers < 1 OR best_url IS NULL

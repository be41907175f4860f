-- How many people were killed, injured or captured, where and on which day, by whose count?
--
-- One row per event, place, metric and class of people. A higher toll reported later supersedes; tolls are never added up.
-- Rows of scope cumulative are totals since a beginning, as they stood on that day.
SELECT * FROM changed_figures WHERE domain = 'people'

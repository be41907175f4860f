-- How many drones were launched, shot down, suppressed each night, in which direction, who says so, and how far do others differ?
--
-- One row per day, direction and metric; an attack by day beside one by night has a row of its own. Whole attacks on a
-- country only: a region's share, a subset, a weekly sum or a figure mixing drones with missiles never enters.
SELECT *
FROM changed_figures
WHERE domain = 'air' AND object = 'drone' AND place IS NULL AND part_of_day IS DISTINCT FROM '24 hours'

-- fail: every attack has a direction between two sides
SELECT * FROM marts.drone_counts WHERE actor IS NULL OR target IS NULL OR actor = target

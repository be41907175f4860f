-- The lake's catalog, beside Prefect's own database.
CREATE DATABASE lake OWNER sitrep;

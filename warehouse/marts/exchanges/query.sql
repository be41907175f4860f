-- Who came home in which exchange: prisoners, civilians, children, bodies?
--
-- One row per day, country they came home to (NULL: each side, or not said) and class. Agreed swaps enter when they are done.
SELECT * FROM changed_figures WHERE domain = 'exchange'

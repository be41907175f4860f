-- What equipment did each side lose, on which day, and who says so?
--
-- One row per day, side, metric and kind of equipment. Rows of scope cumulative are totals since a beginning, as they stood
-- on that day; the side that inflicted a loss and the side that suffered it seldom agree, see disagreement.
SELECT * FROM changed_figures WHERE domain = 'losses'

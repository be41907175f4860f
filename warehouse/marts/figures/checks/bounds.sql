-- fail: the best figure lies between the lowest and the highest reported, and none is negative
SELECT * FROM changed_figures WHERE NOT (low <= best AND best <= high) OR low < 0

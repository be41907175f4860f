"""Numbered migrations of the lake, NNNN_name.sql; each runs once, whole, in one transaction."""

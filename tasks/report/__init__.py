"""The report: one page and its pictures, made from the marts. A warehouse's `query` goes in, files come out."""

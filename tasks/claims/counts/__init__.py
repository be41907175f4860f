"""Counted claims: number phrase → what is counted → what became of it → whose → when → who says so."""

"""Somebody else's scanners against the planted defects, then against the real build."""

"""Municipalities through the years, regions with their validity, and features of the context of both."""

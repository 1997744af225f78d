"""Registrations to checked, pseudonymised events."""

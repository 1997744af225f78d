"""The chain drawn."""

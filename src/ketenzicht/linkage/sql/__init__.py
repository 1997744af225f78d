"""The statements of linkage."""

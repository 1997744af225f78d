"""Statements that make rows for estimating the parameters of a what-if model from histories."""

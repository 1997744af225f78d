"""Rate ratios and adjusted risks: piecewise-exponential models on counts, robust by case."""

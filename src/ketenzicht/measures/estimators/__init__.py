"""From counts and rows to estimates with intervals: pure statistics on arrays, each equal to R's."""

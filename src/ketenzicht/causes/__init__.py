"""Why the caseload is this high: what it consists of, why it differs, and what goes together with repeats."""

"""The guide (wegwijzer): one case held against the options of a chain. What is open, what first, what to ask next."""

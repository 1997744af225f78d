"""A study is a folder: its settings, how it is made and how it is run."""

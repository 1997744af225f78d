"""What would happen if: a chain that is played case by case, from a model estimated or written down.

The made-up chain behind the demo is built here as well.
"""

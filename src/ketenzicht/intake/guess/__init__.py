"""Guesses what the columns of a file mean, from their names and values, and says how sure it is."""

from ketenzicht.intake.guess.guess import Guess, GuessedFile, guess_file
from ketenzicht.intake.guess.write import mapping_text

__all__ = ["Guess", "GuessedFile", "guess_file", "mapping_text"]

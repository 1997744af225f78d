"""What the answers to a survey tell: response, missing answers, totals beside rows, offers in time, totals of all."""

"""A wicked problem as a map (*oorzakenkaart*): factors, and links that say who claims them and on what evidence."""

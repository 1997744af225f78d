"""The pages on which a reader codes files of a sample: a site of its own, on this machine only, for one reader.

There is no login: every address begins with a secret that is made at the start and printed once. A page elsewhere
cannot guess it, and neither can another user of this machine. The server knows one reader, so that readers stay blind
to each other. Every save is a line more in the file of codings; nothing is kept in the browser. Each file that is
opened stands in the trail of the study (:mod:`ketenzicht.study.trail`).
"""

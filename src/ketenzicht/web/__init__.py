"""The pages of the guide and its data interface: rendered on the server, nothing of a case kept there.

Every page of a case is the answer to a form that carries all answers given so far. So there is no session, no cookie,
no database, and no answer in an address or a log.
"""

"""Persons that organisations have in common, found by codes: nobody shows another a name or a number."""

from ketenzicht.linkage.encoded.agreement import Agreement, make_agreement, read_agreement, read_secret
from ketenzicht.linkage.encoded.counted import Counted
from ketenzicht.linkage.encoded.encode import Encoded, encode
from ketenzicht.linkage.encoded.match import Matched, match
from ketenzicht.linkage.encoded.registration import encode_registration
from ketenzicht.linkage.encoded.take import Taken, take_persons

__all__ = [
    "Agreement",
    "Counted",
    "Encoded",
    "Matched",
    "Taken",
    "encode",
    "encode_registration",
    "make_agreement",
    "match",
    "read_agreement",
    "read_secret",
    "take_persons",
]

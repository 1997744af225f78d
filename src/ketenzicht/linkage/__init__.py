"""Records of several registrations brought together by person."""

from ketenzicht.linkage.link import Linkage, link_persons
from ketenzicht.linkage.model import LinkageModel
from ketenzicht.linkage.records import PersonFields
from ketenzicht.linkage.trade_off import TradeOff

__all__ = ["Linkage", "LinkageModel", "PersonFields", "TradeOff", "link_persons"]

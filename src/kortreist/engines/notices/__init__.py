"""A producer's quick word of what can be had: its goods, packs and days, and what is unclear.

Typed or spoken in bokmål, nynorsk or English, without punctuation if need be. Nothing is posted
from here: what comes out are proposals to look at.
"""

from kortreist.engines.notices.case import Goods, Notice, Proposal, Reading, Remark
from kortreist.engines.notices.reading import read_notice

__all__ = ["Goods", "Notice", "Proposal", "Reading", "Remark", "read_notice"]

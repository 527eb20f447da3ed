"""Turning delivered goods into charge lines, the only source of every later sum.

A line is re-made as long as it stands on no document; after that only new lines are added. What
producers are credited, and what lies between, `services.weighing` works out.
"""

from kortreist.apps.trading.services.charges.buyers import charge_orders
from kortreist.apps.trading.services.charges.documented import mark_documented
from kortreist.apps.trading.services.charges.recharging import recharge_line

__all__ = ["charge_orders", "mark_documented", "recharge_line"]

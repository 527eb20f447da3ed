"""Order cycles, orders, sharing out, purchase orders, the five quantities and the charge lines."""

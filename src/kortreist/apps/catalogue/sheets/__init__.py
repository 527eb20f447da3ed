"""Goods, prices and availability as sheets have them: what columns mean, and what rows would do."""

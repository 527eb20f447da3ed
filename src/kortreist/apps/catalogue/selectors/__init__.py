"""Reading goods, prices and what can be had."""

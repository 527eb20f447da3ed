"""Pages of the trade: the shop and the basket for kitchens, the week for producers."""

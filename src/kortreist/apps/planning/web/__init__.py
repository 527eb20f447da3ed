"""Pages of the menu, for kitchens."""

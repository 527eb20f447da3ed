"""Reading recipes, menus and what they need."""

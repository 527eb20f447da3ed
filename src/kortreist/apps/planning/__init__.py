"""What kitchens cook: recipes and menus, and the order that follows from them."""

"""Pages from goods-in to the door."""

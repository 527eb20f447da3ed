"""Goods as they move: goods-in with lots, packing with weights, one delivery per unit."""

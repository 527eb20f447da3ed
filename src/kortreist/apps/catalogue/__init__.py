"""Producers' goods, owned once; how a hub lists and prices them; what can be had, and when."""

"""How a hub looks as a folder of sheets, so that it can move in and move out again.

One sheet for each sort of thing; `sheets.py` says which columns each has. People, firms and goods
are told apart by what hubs know them by (organisation number, unit number, name), never by our ids,
so that the same folder read twice changes nothing the second time.
"""

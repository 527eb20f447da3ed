"""Pictograms drawn for kortreist: 32 by 32, lines of 3, one object each, no text inside."""

from typing import Final

# The stroke, its round ends and the colour come from the stylesheet (`.kr-icon`).
DRAWINGS: Final[dict[str, str]] = {
    "arrow-down": '<path d="M16 5v21M7 18l9 9 9-9"/>',
    "arrow-left": '<path d="M27 16H6M14 7l-9 9 9 9"/>',
    "arrow-right": '<path d="M5 16h21M18 7l9 9-9 9"/>',
    "arrow-up": '<path d="M16 27V6M7 14l9-9 9 9"/>',
    "ambient": '<circle cx="16" cy="16" r="5"/><path d="M16 3v3M16 26v3M3 16h3M26 16h3M7 7l2 2'
    'M23 23l2 2M7 25l2-2M23 9l2-2"/>',
    "basket": '<path d="M3 13h26l-3 15H6zM10 13l4-9M22 13l-4-9M12 18v5M20 18v5"/>',
    "berry": '<circle cx="10" cy="20" r="6"/><circle cx="22" cy="20" r="6"/>'
    '<path d="M10 14c0-5 3-8 8-10M22 14c0-5-1-8-4-10"/>',
    "bottle": '<path d="M12 3h8M13 3v8c0 3-4 4-4 9v9h14v-9c0-5-4-6-4-9V3M9 20h14"/>',
    "box": '<path d="M4 10l12-6 12 6v13l-12 6-12-6zM4 10l12 6 12-6M16 16v13"/>',
    "calendar": '<rect x="4" y="6" width="24" height="22" rx="3"/>'
    '<path d="M4 13h24M11 3v6M21 3v6"/>',
    "camera": '<path d="M4 10h6l2-4h8l2 4h6v16H4z"/><circle cx="16" cy="17" r="5"/>',
    "carrot": '<path d="M21 11c3 4-1 9-16 17C12 13 17 8 21 11zM21 11l1-8M21 11l8-2M21 11l7-6'
    'M14 16l3 3M11 21l2 2"/>',
    "chart": '<path d="M5 28h23M9 28V17M16 28V8M23 28V13"/>',
    "check": '<path d="M5 17l7 8L27 7"/>',
    "cheese": '<path d="M3 17L21 6c4 1 7 5 8 11zM3 17v10h26V17M10 22h.5M20 23h.5"/>',
    "chevron-down": '<path d="M7 12l9 9 9-9"/>',
    "chevron-left": '<path d="M20 6l-10 10 10 10"/>',
    "chevron-right": '<path d="M12 6l10 10-10 10"/>',
    "clock": '<circle cx="16" cy="16" r="12"/><path d="M16 9v7l5 4"/>',
    "close": '<path d="M7 7l18 18M25 7L7 25"/>',
    "cold": '<path d="M13 18V7a3 3 0 0 1 6 0v11a6 6 0 1 1-6 0zM16 14v8M24 7h4M24 13h4"/>',
    "copy": '<rect x="11" y="11" width="17" height="17" rx="3"/>'
    '<path d="M6 21H4V7a3 3 0 0 1 3-3h14v2"/>',
    "document": '<path d="M7 3h12l7 7v19H7zM19 3v7h7M12 17h9M12 23h9"/>',
    "edit": '<path d="M5 27l2-8L21 5l6 6-14 14zM18 8l6 6"/>',
    "egg": '<path d="M16 3c6 0 10 9 10 15a10 10 0 0 1-20 0C6 12 10 3 16 3z"/>',
    "farm": '<path d="M4 28V13l4-6 8-3 8 3 4 6v15zM10 28V18h12v10M16 18v10M16 11v.5"/>',
    "fish": '<path d="M3 16c5-9 15-9 20 0-5 9-15 9-20 0zM23 16l6-6v12zM9 14v.5"/>',
    "flag": '<path d="M7 29V4M7 5h17l-4 6 4 6H7"/>',
    "frozen": '<path d="M16 3v26M5 9.5l22 13M27 9.5l-22 13M12 5l4 4 4-4M12 27l4-4 4 4"/>',
    "globe": '<circle cx="16" cy="16" r="12"/>'
    '<path d="M4 16h24M16 4c-8 7-8 17 0 24 8-7 8-17 0-24"/>',
    "hand": '<path d="M4 20l6-2 5 3h6M4 27h17l8-8c-2-3-5-2-8 2M16 13V4M11 8l5-5 5 5"/>',
    "home": '<path d="M3 16L16 4l13 12M7 13v15h18V13M13 28v-9h6v9"/>',
    "info": '<circle cx="16" cy="16" r="12"/><path d="M16 15v8M16 9v.5"/>',
    "jar": '<path d="M9 3h14v5H9zM6 17h20"/>'
    '<path d="M10 8c-3 2-4 4-4 7v11a3 3 0 0 0 3 3h14a3 3 0 0 0 3-3V15c0-3-1-5-4-7"/>',
    "kitchen": '<path d="M5 14h22v9a5 5 0 0 1-5 5H10a5 5 0 0 1-5-5zM2 14h28M12 8V4M20 8V4"/>',
    "leaf": '<path d="M6 26C4 13 12 5 27 5c1 15-7 23-18 20M4 29c3-8 8-13 15-16"/>',
    "list": '<path d="M11 8h17M11 16h17M11 24h17M4 8h1M4 16h1M4 24h1"/>',
    "lock": '<rect x="6" y="14" width="20" height="15" rx="3"/>'
    '<path d="M10 14v-4a6 6 0 0 1 12 0v4"/>',
    "lot": '<path d="M4 15V4h11l13 13-11 11zM10 10v.5"/>',
    "mail": '<rect x="3" y="6" width="26" height="20" rx="3"/><path d="M4 9l12 9 12-9"/>',
    "meat": '<path d="M12 20C8 15 10 8 15 5s11 0 12 5-3 12-8 13-5-1-7-3zM12 20l-6 5"/>'
    '<circle cx="5" cy="23.5" r="2"/><circle cx="8" cy="27" r="2"/>',
    "menu": '<path d="M4 8h24M4 16h24M4 24h24"/>',
    "milk": '<path d="M10 4h12v5l4 6v14H6V15l4-6zM10 9h12M6 17h20"/>',
    "minus": '<path d="M6 16h20"/>',
    "money": '<rect x="3" y="8" width="26" height="17" rx="3"/><circle cx="16" cy="16.5" r="4"/>'
    '<path d="M8 16.5h.5M24 16.5h.5"/>',
    "open-new": '<path d="M13 6H6v20h20v-7M18 4h10v10M28 4L15 17"/>',
    "people": '<circle cx="11" cy="10" r="5"/>'
    '<path d="M2 28c0-7 4-10 9-10s9 3 9 10M21 6a5 5 0 0 1 0 9'
    'M24 19c4 1 6 4 6 9"/>',
    "phone": '<path d="M8 3l5 1 2 7-4 3c2 4 4 6 8 8l3-4 7 2v5'
    'c0 3-2 4-4 4C14 28 4 18 3 7c0-2 2-4 5-4z"/>',
    "place": '<path d="M16 29C9 21 6 17 6 12a10 10 0 0 1 20 0c0 5-3 9-10 17z"/>'
    '<circle cx="16" cy="12" r="3"/>',
    "plus": '<path d="M16 6v20M6 16h20"/>',
    "potato": '<path d="M9 7c6-5 16-3 18 5s-2 12-8 14-13 1-15-6 1-10 5-13z"/>'
    '<path d="M12 13v.5M19 11v.5M17 20v.5"/>',
    "print": '<path d="M9 12V4h14v8M9 24H4V12h24v12h-5M9 19h14v9H9z"/>',
    "repeat": '<path d="M5 15a11 11 0 0 1 20-5M27 17a11 11 0 0 1-20 5M26 3v8h-8M6 29v-8h8"/>',
    "scale": '<path d="M4 28h24M7 28l3-14h12l3 14M8 6h16M16 6v8M16 24v-4"/>',
    "search": '<circle cx="14" cy="14" r="10"/><path d="M21.5 21.5L29 29"/>',
    "settings": '<path d="M4 9h12M24 9h4M4 23h4M16 23h12"/><circle cx="20" cy="9" r="4"/>'
    '<circle cx="12" cy="23" r="4"/>',
    "share": '<circle cx="8" cy="16" r="4"/>'
    '<circle cx="24" cy="7" r="4"/><circle cx="24" cy="25" r="4"/>'
    '<path d="M11.5 14l9-5M11.5 18l9 5"/>',
    "shop": '<path d="M5 14v14h22V14M3 12l3-8h20l3 8c0 4-6 4-6.5 0-.5 4-6 4-6.5 0-.5 4-6 4-6.5 0'
    'C9 16 3 16 3 12zM12 28v-7h8v7"/>',
    "sign-out": '<path d="M14 4H5v24h9M12 16h16M21 9l7 7-7 7"/>',
    "speaker": '<path d="M4 12h6l8-7v22l-8-7H4zM23 11c3 3 3 7 0 10M26 7c5 5 5 13 0 18"/>',
    "star": '<path d="M16 4l4 8 9 1-6.5 6.5L24 29l-8-4.5L8 29l1.5-9.5L3 13l9-1z"/>',
    "trash": '<path d="M4 8h24M12 8V4h8v4M7 8l2 21h14l2-21M13 14v9M19 14v9"/>',
    "undo": '<path d="M5 12h15a7 7 0 0 1 0 14h-8M12 5l-7 7 7 7"/>',
    "user": '<circle cx="16" cy="10" r="6"/><path d="M4 29c0-8 5-11 12-11s12 3 12 11"/>',
    "van": '<path d="M2 23V7h17v16M19 12h6l5 6v5h-3M13 23h7M2 23h3"/>'
    '<circle cx="9" cy="24" r="3.5"/>'
    '<circle cx="23.5" cy="24" r="3.5"/>',
    "warning": '<path d="M16 4l13 24H3zM16 13v7M16 24v.5"/>',
    "wheat": '<path d="M16 29V9M16 9c-3-2-3-4 0-6 3 2 3 4 0 6M16 16c-5 1-7-1-7-5 5-1 7 1 7 5zM16 16'
    'c5 1 7-1 7-5-5-1-7 1-7 5zM16 24c-5 1-7-1-7-5 5-1 7 1 7 5zM16 24c5 1 7-1 7-5-5-1-7 1-7 5z"/>',
}

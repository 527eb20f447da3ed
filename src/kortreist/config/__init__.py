"""The street: settings, addresses, server entry; assembles the rooms and decides nothing."""

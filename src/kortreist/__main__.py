"""``python -m kortreist``."""

from kortreist.cli import main

main()

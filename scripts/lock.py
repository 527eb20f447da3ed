"""Choose the versions of everything depended on, and write them down with their hashes.

The locked files carry no address: where packages come from is each machine's own setting.
``lock.py --upgrade`` takes the newest; without it what is locked stays where it can.
"""

import subprocess
import sys

from bootstrap import LOCKED, PYTHON, ROOT, locked, uv_environment

COMPILE = (
    *("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-annotate", "--no-header", "--quiet"),
)

BELOW = {"dev": "base", "bench": "dev"}


def main() -> None:
    for name in ("base", "dev", "bench", "node", "tool"):
        # Tests run on what is run, and so do measurements: versions are taken as they are below.
        constraint = ("--constraints", locked(BELOW[name])) if name in BELOW else ()
        source, target = LOCKED / f"{name}.in", locked(name)
        command = (PYTHON, "-m", "uv", *COMPILE, *constraint, source, "-o", target, *sys.argv[1:])
        subprocess.run(command, cwd=ROOT, env=uv_environment(), check=True)
        print(f"requirements/{name}.txt")


if __name__ == "__main__":
    main()

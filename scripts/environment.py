"""The project's own virtual environment, made on first use from Python alone."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
BIN = FOLDER / ("Scripts" if sys.platform == "win32" else "bin")


def ready(group: str) -> Path:
    """Return the folder of the environment's commands, with the package and a group installed.

    The package is installed again when what it is built from has changed, because that is what
    makes its database.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 (this runs before any installer can tell)
        sys.exit(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}")
    stamp = FOLDER / f"ready-{group}"
    if not stamp.exists() or stamp.read_text("utf-8") != _inputs():
        print(f"preparing {FOLDER} …", file=sys.stderr)
        if not (FOLDER / "pyvenv.cfg").exists():
            venv.create(FOLDER, with_pip=True)
        _pip("install", "--upgrade", "pip")
        groups = f"{ROOT / 'pyproject.toml'}:{group}"
        _pip("install", "--editable", f"{ROOT}[all]", "--group", groups)
        stamp.write_text(_inputs(), "utf-8")
    return BIN


def run(group: str, command: str, *arguments: str) -> int:
    """Run a command of the environment and return its exit status."""
    return subprocess.run([ready(group) / command, *arguments], check=False).returncode


def _pip(*arguments: str) -> None:
    pip: list[str | Path] = [BIN / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments], check=True)


def _inputs() -> str:
    made_of = [ROOT / "pyproject.toml", *sorted((ROOT / "alembic").rglob("*.[pj]*"))]
    made_of = [path for path in made_of if path.suffix in (".toml", ".py", ".json")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()

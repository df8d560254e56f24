"""What PyInstaller asks a package, by its entry point ``pyinstaller40``, to freeze it whole."""

from os import path


def hook_dirs() -> list[str]:
    """Return the folder with the hook for this package."""
    return [path.dirname(path.abspath(__file__))]

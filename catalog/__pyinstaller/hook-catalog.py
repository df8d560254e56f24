"""PyInstaller's hook: an application that is frozen takes the package's data files along."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("catalog", excludes=["__pyinstaller/*"])

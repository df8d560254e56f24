"""The command ``annotate``: the bytes of logs, how explained lines look, and the command itself."""

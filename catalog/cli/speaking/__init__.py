"""How the command line speaks: in which language, in which lines, and its help."""

"""What translators' commands do: start, merge, check and count translations."""

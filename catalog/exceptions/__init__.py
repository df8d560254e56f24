"""Exceptions: which codes they carry, by what they are, what they hold and what is behind them."""

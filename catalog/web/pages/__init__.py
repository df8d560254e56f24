"""Pages as HTML: what they say, how they look, and where they lead; nothing of servers."""

"""Languages and texts: tags, Accept-Language, plurals, parameters, and folding for search."""

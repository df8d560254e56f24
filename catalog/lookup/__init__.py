"""Looking up: the order of what a text can mean, what is remembered, and class Catalog."""

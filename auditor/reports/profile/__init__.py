"""The profile of an extract as text, JSON and a page: the first for who holds the data, the others to be shared."""

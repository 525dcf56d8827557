"""The report in DQV-AP-NO, Digdir's profile of W3C's Data Quality Vocabulary, to be shared: Turtle and JSON-LD."""

"""The rule book itself: whether the examples of each rule would notice a change of its condition."""

"""The nouns of the program: plain data, without input or output and without work on frames."""

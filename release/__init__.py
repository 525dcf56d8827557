"""What is done once a release: the archive for machines without a network, and what is said of other people's work."""

"""The commands. Each module adds itself to the application in the language it is told."""

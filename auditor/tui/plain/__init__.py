"""The views as text that is read from the top: for screen readers, logs, and terminals that cannot draw."""

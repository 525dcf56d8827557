"""The same screens in a browser on the same machine. Needs the optional packages ``auditor[serve]``."""

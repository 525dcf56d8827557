"""The program's own two themes; Textual's, among them those with the terminal's own colours, can be chosen too."""

from __future__ import annotations

from textual.theme import Theme

THEMES = (
    Theme(
        name="auditor-dark",
        primary="#6ea8a1",
        secondary="#8fa3b8",
        accent="#6ea8a1",
        warning="#d9a85b",
        error="#e0796b",
        success="#8fb573",
        foreground="#d5d9dd",
        background="#14181c",
        surface="#1b2026",
        panel="#242a31",
        dark=True,
        variables={
            "footer-key-foreground": "#6ea8a1",
            "footer-background": "#1b2026",
            "footer-description-foreground": "#97a1ab",
            "border": "#6ea8a1",
            "block-cursor-text-style": "bold",
            "input-selection-background": "#6ea8a1 35%",
        },
    ),
    Theme(
        name="auditor-light",
        primary="#1f6f68",
        secondary="#4a5f75",
        accent="#1f6f68",
        warning="#8a5a00",
        error="#b03a2e",
        success="#3f6d21",
        foreground="#1f2428",
        background="#fafaf8",
        surface="#f0f0ec",
        panel="#e4e4df",
        dark=False,
        # Lightened, a light surface is white: the frames and the row of the cursor would not be seen.
        variables={"surface-lighten-1": "#dfe6e3", "surface-lighten-2": "#c9c9c2"},
    ),
)
"""The first one is the default."""

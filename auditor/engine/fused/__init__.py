"""How a pandera schema becomes Polars expressions, and how they run over a frame larger than memory."""

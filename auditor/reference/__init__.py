"""Public facts that data is judged against: municipalities and counties with dates, countries, identity numbers.

The tables in ``data/`` are this project's own; each names its source and date. They are read when first asked for.
"""

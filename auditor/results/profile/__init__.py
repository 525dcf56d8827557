"""What an extract holds, field by field: how complete it is, how its values are spread, and what names what.

Nothing here judges: it says what stands in the files, so that a person sees what no rule asks about. All of it is
computed from prepared tables (parsed as their rules see them); scans belong off the UI thread.
"""

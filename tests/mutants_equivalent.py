"""Mutants that survive because they change nothing: function and the line they put in, and why nobody could notice."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str], str] = {
    (
        "auditor.privacy.cells.suppress_table",
        "waiting = deque(sorted(zip(*np.nonzero(hidden), ), key=lambda place: int(values[place])))",
    ): "the axes of places are of one length",
    (
        "auditor.privacy.cells.suppress_table",
        "waiting = deque(sorted(zip(*np.nonzero(hidden), strict=False), key=lambda place: int(values[place])))",
    ): "the axes of places are of one length",
    (
        "auditor.privacy.cells._Network.__init__",
        "for row, column in zip(*np.nonzero(hidden), strict=False):",
    ): "the axes of places are of one length",
    (
        "auditor.privacy.masking.Masker.expr",
        r'plain = r"^[\x20-\x7E\u00A0-\u00AC\u00AE-\u02FF]{0,10}$" if personal == "XXnoneXX" else r"^$"',
    ): "all values are looked at closer, with the same result",
    (
        "auditor.privacy.masking.Masker.expr",
        r'plain = r"^[\x20-\x7E\u00A0-\u00AC\u00AE-\u02FF]{0,10}$" if (personal == "none") and False else r"^$"',
    ): "all values are looked at closer, with the same result",
    (
        "auditor.privacy.pseudonyms._load",
        'key = bytes.fromhex(text.decode("ASCII").strip())',
    ): "another name of the same encoding",
    ("auditor.privacy.sanitise._pieces", "ends = None"): "as empty as the empty text",
    (
        "auditor.privacy.sanitise.for_values",
        "return text.cast(pl.String).map_batches(evaluate, is_elementwise=True)",
    ): "texts give texts unless told otherwise",
}

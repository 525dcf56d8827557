"""The rules of identity numbers read one number at a time, in plain Python: what the fast reading is compared with."""

from __future__ import annotations

import datetime as dt

SERIES = {
    False: [(1854, 1899, 500, 749), (1900, 1999, 0, 499), (1940, 1999, 900, 999), (2000, 2039, 500, 999)],
    True: [
        (1858, 1899, 500, 599),
        (1900, 1939, 0, 199),
        (1940, 1999, 0, 499),
        (1940, 1999, 600, 999),
        (2000, 2039, 200, 999),
    ],
}


def is_date(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def remainders(text: str) -> tuple[int, int]:
    digits = [int(each) for each in text]
    first = sum(a * b for a, b in zip([3, 7, 6, 1, 8, 9, 4, 5, 2, 1], digits, strict=False)) % 11
    second = sum(a * b for a, b in zip([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], digits, strict=True)) % 11
    return first, second


def judge(text: str) -> tuple[str, str | None, dt.date | None, str | None, bool | None]:
    """Kind, reason, birth date, sex and whether a test person, by the rules in force before 2032."""

    def invalid(reason: str) -> tuple[str, str, None, None, bool]:
        return "invalid", reason, None, None, False

    if text and not (text.isascii() and text.isdigit()):
        return invalid("not_digits")
    if len(text) == 12:
        if not 1980 <= int(text[:4]) <= 2099:
            return invalid("duf_year")
        weighted = sum(int(a) * b for a, b in zip(text, [4, 6, 3, 2, 4, 6, 3, 2, 7, 5], strict=False)) % 11
        return ("duf", None, None, None, False) if weighted == int(text[10:]) else invalid("duf_check_digit")
    if len(text) == 10 and judge("0" + text)[0] != "invalid":
        return invalid("leading_zero")
    if len(text) != 11:
        return invalid("length")
    checked = remainders(text) == (0, 0)
    if text[0] in "89":
        return ("fh_number", None, None, None, False) if checked else invalid("check_digit")

    day, month, two_digit_year, individual = int(text[:2]), int(text[2:4]), int(text[4:6]), int(text[6:9])
    d_number = day > 40
    day -= 40 * d_number
    added = next((plus for plus in (0, 40, 65, 80) if 1 <= month - plus <= 12), None)
    centuries = (1800, 1900, 2000)
    if added is None or not any(is_date(century + two_digit_year, month - added, day) for century in centuries):
        return invalid("date")
    month -= added
    uncertain = added == 40 and not d_number
    test_person = None if uncertain else added > 0
    years = [
        century + two_digit_year
        for century in (1800, 1900, 2000)
        for first, last, low, high in SERIES[d_number]
        if first <= century + two_digit_year <= last and low <= individual <= high
    ]
    if years and is_date(years[0], month, day) and checked:
        own = "h_number" if uncertain else "synthetic" if test_person else "d_number" if d_number else "fodselsnummer"
        sex = "mann" if individual % 2 else "kvinne"
        return own, None, dt.date(years[0], month, day), sex, test_person
    if text[6:] in ("00100", "00200", "99999"):
        return "incomplete", None, None, None, test_person
    if years and not is_date(years[0], month, day):
        return invalid("date")
    return invalid("check_digit" if years else "individual_number")

"""What a spreadsheet makes of text, kept from doing harm."""

#: A spreadsheet takes text that begins like this for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula; the apostrophe shows as nothing there."""
    return f"'{text}" if text.startswith(FORMULA) else text


def clean(text: str) -> str:
    """Text without the control characters that a workbook cannot hold; its lines are kept."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)

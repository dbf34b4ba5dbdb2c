"""Prints terms in the syntax in which a person types them."""

from collections.abc import Sequence

from index.exceptions import QuerySyntaxError
from index.query.parser import is_named_like_picture, parse_query
from index.query.terms import ItemTerm, PictureTerm, Term, TextTerm


def format_query(terms: Sequence[Term]) -> str:
    """Prints terms so that `parse_query` reads the same terms from it.

    The names of uploaded pictures, which only the caller knows, must be given to `parse_query`
    again.
    """
    printed = [f"{_sign(term)} {_unsigned(term)}" for term in terms]
    return " ".join(printed).removeprefix("+ ")


def _sign(term: Term) -> str:
    return "-" if term.weight < 0 else "+"


def _unsigned(term: Term) -> str:
    size = abs(term.weight)
    return _content(term) if size == 1 else f"{_number(size)}*{_content(term)}"


def _number(size: float) -> str:
    return repr(float(size)).removesuffix(".0")


def _content(term: Term) -> str:
    match term:
        case ItemTerm(item_id=item_id):
            return f"#{item_id}"
        case PictureTerm(name=name):
            return name if _reads_back(PictureTerm(1.0, name), name) else _quoted(name)
        case TextTerm(text=text):
            return text if _reads_back(TextTerm(1.0, text), text) else _quoted_words(text)


def _reads_back(term: TextTerm | PictureTerm, printed: str) -> bool:
    pictures = [printed] if isinstance(term, PictureTerm) else []
    try:
        return parse_query(printed, pictures) == [term]
    except QuerySyntaxError:
        return False


def _quoted_words(text: str) -> str:
    quoted = _quoted(text)
    if not is_named_like_picture(text):
        return quoted
    before, dot, ending = quoted.rpartition(".")
    return f"{before}\\{dot}{ending}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""What a search looks like to a client."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from app.items.schemas import Strict, image_address, thumbnail_address
from app.observing.stages import Stage
from app.parameters import COLLAPSE, LONGEST_CURSOR, MIN_RELEVANCE, check_picture_names
from app.remote.schemas import ImageUrl, is_image_url
from app.search.queries import Answer, Query
from index.catalogue import Item
from index.query import ItemTerm, PictureTerm, Term, TextTerm, format_query, parse_query
from index.search import ScoredHit, Target


class TermBody(Strict):
    """One term: a weight with a text, a picture or an item."""

    weight: Annotated[
        float, Field(ge=-100, le=100, description="Negative subtracts; not zero.")
    ] = 1.0
    text: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    picture: Annotated[
        str | None, Field(min_length=1, max_length=1000, description="File name of its part.")
    ] = None
    image_url: ImageUrl = None
    item: Annotated[int | None, Field(ge=1, lt=2**63)] = None

    @model_validator(mode="after")
    def _one_kind(self) -> "TermBody":
        given = [
            value
            for value in (self.text, self.picture, self.image_url, self.item)
            if value is not None
        ]
        if len(given) != 1:
            raise ValueError("a term has exactly one of text, picture, image_url and item")
        if self.weight == 0:
            raise ValueError("a weight of zero says nothing")
        if self.text is not None and not self.text.strip():
            raise ValueError("the text of a term is blank")
        return self

    @classmethod
    def of(cls, term: Term) -> "TermBody":
        """Describes a term."""
        match term:
            case TextTerm(weight, text):
                return cls(weight=weight, text=text)
            case PictureTerm(weight, name) if is_image_url(name):
                return cls(weight=weight, image_url=name)
            case PictureTerm(weight, name):
                return cls(weight=weight, picture=name)
            case ItemTerm(weight, item_id):
                return cls(weight=weight, item=item_id)

    def to_term(self) -> Term:
        """Returns the term that this describes."""
        if self.text is not None:
            return TextTerm(self.weight, self.text)
        if (name := self.picture or self.image_url) is not None:
            return PictureTerm(self.weight, name)
        assert self.item is not None
        return ItemTerm(self.weight, self.item)


class SearchBody(Strict):
    """A query: `q` in the short syntax, or `terms`, or neither with one picture beside it."""

    q: Annotated[
        str | None, Field(max_length=10_000, description="Such as `#42 - dog + 0.5*snow`.")
    ] = None
    terms: Annotated[list[TermBody] | None, Field(min_length=1, max_length=32)] = None
    target: Target = "images"
    filter: Annotated[
        dict[str, Any] | None,
        Field(
            description='Such as `{"tag": "dog"}`, `{"field": "year", "gte": 2020}`, or '
            '`{"area": [[0, 0], [0.5, 0], [0.5, 1]]}`: a polygon on the map.'
        ),
    ] = None
    k: Annotated[int, Field(description="Hits on a page.")] = 20
    cursor: Annotated[str | None, Field(max_length=LONGEST_CURSOR)] = None
    collapse: Annotated[float | None, Field(ge=0.5, le=1, description=COLLAPSE)] = None
    min_relevance: Annotated[float | None, Field(ge=0, le=1, description=MIN_RELEVANCE)] = None

    @model_validator(mode="after")
    def _one_form(self) -> "SearchBody":
        if self.q is not None and self.terms is not None:
            raise ValueError("a query has q or terms, not both")
        return self

    def to_query(self, pictures: list[str]) -> Query:
        """Returns the query that this describes.

        Args:
            pictures: Names of the pictures beside it; they are the query if it says nothing else.

        Raises:
            QuerySyntaxError: `q` cannot be read.
            InvalidRequest: The name of a picture is too long.
        """
        check_picture_names(pictures)
        terms: list[Term]
        if self.terms is not None:
            terms = [term.to_term() for term in self.terms]
        elif self.q is None and pictures:
            terms = [PictureTerm(1.0, name) for name in pictures]
        else:
            terms = list(parse_query(self.q or "", pictures))
        return Query(
            terms,
            self.target,
            self.filter,
            self.k,
            self.cursor,
            self.collapse,
            self.min_relevance,
        )


class Contribution(BaseModel):
    """How much of a hit's score a term brought; the contributions add up to the score."""

    term: TermBody
    score: float


class HitBody(BaseModel):
    """An entry near the query."""

    id: int | None = Field(description="The item; null for a word of the vocabulary.")
    kind: Literal["image", "caption", "word"]
    rank: int = Field(description="From 1, over all pages.")
    score: float = Field(description="Cosine with the query, from -1 to 1.")
    relevance: float | None = Field(
        description="From 0 to 1, and of one meaning for all queries; null where the space was "
        "not calibrated."
    )
    text: str | None = Field(description="The caption or word that was found.")
    captions: list[str]
    tags: list[str]
    metadata: dict[str, Any]
    width: int | None = Field(description="Width of the upright picture in pixels.")
    height: int | None = Field(description="Height of the upright picture in pixels.")
    media_type: str | None
    image: str | None
    thumbnail: str | None
    contributions: list[Contribution]
    same: list[int] = Field(description="Near-duplicates that `collapse` hid behind this one.")


class QueryBody(BaseModel):
    """The query as understood."""

    q: str = Field(description="In the short syntax.")
    terms: list[TermBody]
    target: Target
    filter: dict[str, Any] | None
    k: int
    collapse: float | None
    min_relevance: float | None


class SearchAnswer(BaseModel):
    """One page of hits, best first."""

    query: QueryBody
    hits: list[HitBody]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null at the end.")


def describe_answer(answer: Answer) -> SearchAnswer:
    """Describes an answer to a client."""
    with Stage("render"):
        query = _describe_query(answer.query)
        hits = [
            _describe_hit(hit, relevance, answer, query.terms)
            for hit, relevance in zip(answer.hits, answer.relevance, strict=True)
        ]
        return SearchAnswer(query=query, hits=hits, next=answer.next_cursor)


def _describe_query(query: Query) -> QueryBody:
    return QueryBody(
        q=format_query(query.terms),
        terms=[TermBody.of(term) for term in query.terms],
        target=query.target,
        filter=query.filter,
        k=query.k,
        collapse=query.collapse,
        min_relevance=query.min_relevance,
    )


def _describe_hit(
    hit: ScoredHit, relevance: float | None, answer: Answer, terms: list[TermBody]
) -> HitBody:
    item: Item | None = None if hit.item_id is None else answer.items.get(hit.item_id)
    return HitBody(
        id=hit.item_id,
        kind=hit.kind,
        rank=hit.rank,
        score=round(float(hit.score), 6),
        relevance=None if relevance is None else round(relevance, 4),
        text=hit.text,
        captions=list(item.captions) if item else [],
        tags=list(item.tags) if item else [],
        metadata=dict(item.metadata) if item else {},
        width=item.width if item else None,
        height=item.height if item else None,
        media_type=item.media_type if item else None,
        image=image_address(item, answer.collection) if item else None,
        thumbnail=thumbnail_address(item, answer.collection) if item else None,
        contributions=[
            Contribution(term=term, score=round(float(score), 6))
            for term, score in zip(terms, hit.contributions, strict=True)
        ],
        same=list(hit.same),
    )

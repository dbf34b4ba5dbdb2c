"""What tags look like to a client."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.items.schemas import Strict


class TagBody(BaseModel):
    """A word of the vocabulary that fits a picture."""

    tag: str
    score: float = Field(description="Cosine with the picture, from -1 to 1.")
    probability: float | None = Field(
        description="That someone who describes the picture says the word; null where the space "
        "was not calibrated."
    )


class Tagging(BaseModel):
    """The words that fit a picture best, best first."""

    tags: list[TagBody]


class NewWords(Strict):
    """Words to add to the vocabulary."""

    words: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]],
        Field(min_length=1, max_length=1000),
    ]


class Added(BaseModel):
    """What became of new words."""

    added: int = Field(description="Words that were new.")
    known: int = Field(description="Words that were there already.")


class WordBody(BaseModel):
    """A word of the vocabulary."""

    word: str
    source: str = Field(description="`corpus`, `built-in` or `user`.")


class WordPage(BaseModel):
    """One page of the vocabulary."""

    words: list[WordBody]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null at the end.")


WORDS_EXAMPLE: dict[str, Any] = {"words": ["my bicycle", "grandmother's house"]}

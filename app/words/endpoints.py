"""Words: neighbours, analogies, similarity, and their map."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.access import Scope, needs
from app.http import REFUSALS, LibraryDep
from app.words import service
from app.words.schemas import NeighbourList, SimilarityBody, WordMap
from models.words.drawing import PictureFormat
from models.words.layout import Layout

router = APIRouter(prefix="/v1/words", tags=["words"], responses=REFUSALS)

Word = Annotated[
    str,
    Query(
        min_length=1,
        max_length=service.LONGEST_WORD,
        description="A word.",
        openapi_examples={"a word": {"value": "strawberry"}},
    ),
]
Neighbours = Annotated[int, Query(ge=1, le=1000, description="How many words.")]
MostFrequent = Annotated[
    int | None, Query(ge=1, description="Look among so many words alone, the most frequent ones.")
]
MappedWords = Annotated[
    list[str] | None,
    Query(max_length=service.MOST_MAPPED, description="The words; repeat it."),
]
Around = Annotated[
    str | None,
    Query(
        max_length=service.LONGEST_WORD,
        description="A word that comes with its `k` nearest ones.",
        openapi_examples={"around a word": {"value": "strawberry"}},
    ),
]
MapNeighbours = Annotated[int, Query(ge=1, le=200, description="Neighbours of `around`.")]
MapKind = Annotated[
    PictureFormat,
    Path(description="`png` or `svg`.", openapi_examples={"a PNG": {"value": "png"}}),
]
LayoutName = Annotated[Layout, Query(description="`pca` or `tsne`.")]

_TYPES = {PictureFormat.PNG: "image/png", PictureFormat.SVG: "image/svg+xml"}


@router.get("/neighbours", summary="Words near to a word")
@needs(Scope.READ)
def neighbours(
    library: LibraryDep, word: Word, k: Neighbours = 10, most_frequent: MostFrequent = None
) -> NeighbourList:
    """Finds the nearest words; an unknown word is placed by its spelling, and `asked` says so."""
    return service.neighbours(library.models.lexicon, word, k, most_frequent)


@router.get("/analogy", summary="Sums of words")
@needs(Scope.READ)
def analogy(
    library: LibraryDep,
    q: Annotated[
        str,
        Query(
            max_length=10_000,
            description="Words with signs, and weights if need be: `0.5*red`.",
            openapi_examples={"queen": {"value": "king - man + woman"}},
        ),
    ],
    k: Neighbours = 10,
    most_frequent: MostFrequent = None,
) -> NeighbourList:
    """Finds the words nearest to a sum of unit vectors; the words of the sum are left out."""
    return service.analogy(library.models.lexicon, q, k, most_frequent)


@router.get("/similarity", summary="How alike two words are")
@needs(Scope.READ)
def similarity(
    library: LibraryDep,
    first: Word,
    second: Annotated[
        str,
        Query(
            min_length=1,
            max_length=service.LONGEST_WORD,
            description="Another word.",
            openapi_examples={"another": {"value": "raspberry"}},
        ),
    ],
) -> SimilarityBody:
    """Returns the cosine of two words."""
    return service.similarity(library.models.lexicon, first, second)


@router.get("/map", summary="Words in two dimensions")
@needs(Scope.READ)
def word_map(
    library: LibraryDep,
    words: MappedWords = None,
    around: Around = None,
    k: MapNeighbours = 30,
    layout: LayoutName = Layout.PCA,
) -> WordMap:
    """Places words in the plane: those that are named, and those around a word."""
    return service.word_map(library.models.lexicon, words or [], around, k, layout)


@router.get(
    "/map.{kind}",
    summary="Words in two dimensions, as a picture",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in _TYPES.values()}}},
)
@needs(Scope.READ)
def word_map_picture(
    library: LibraryDep,
    kind: MapKind,
    words: MappedWords = None,
    around: Around = None,
    k: MapNeighbours = 30,
    layout: LayoutName = Layout.PCA,
) -> Response:
    """Draws the same map as PNG or SVG, with labels moved apart."""
    found = service.word_map(library.models.lexicon, words or [], around, k, layout)
    return Response(service.draw_words(found, kind, around), media_type=_TYPES[kind])

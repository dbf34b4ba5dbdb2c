"""Errors as clients of OpenAI's API read them.

Such a client takes what it tells its user from `error.message`, and from nowhere else. Only the
operations that it knows answer so; `detail` and `request_id` stand where they always do.
"""

from pydantic import BaseModel, Field

_PATHS = ("/v1/embeddings", "/v1/models")


class OpenAiError(BaseModel):
    """What is wrong, for clients of OpenAI's API."""

    message: str = Field(description="The same sentence as `detail`.")
    type: str = Field(description="Name of the error.", examples=["UnknownModel"])
    param: str | None = None
    code: str = Field(description="Name of the error.", examples=["UnknownModel"])


class OpenAiErrorBody(BaseModel):
    """The shape of errors of the operations that clients of OpenAI's API call."""

    error: OpenAiError
    detail: str = Field(description="What is wrong.")
    request_id: str = Field(description="Also in the header `X-Request-ID` of every answer.")


def is_for_openai_clients(path: str) -> bool:
    """Tells whether clients of OpenAI's API call what is at a path."""
    return path in _PATHS or path.startswith(tuple(f"{known}/" for known in _PATHS))


def describe_to_openai_clients(error: str, detail: str) -> dict[str, str | None]:
    """Returns what stands under `error`.

    Args:
        error: Name of the error.
        detail: What is wrong, in a sentence.
    """
    return OpenAiError(message=detail, type=error, code=error).model_dump()

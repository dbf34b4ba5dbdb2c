"""What endpoints fetch pictures with."""

from typing import Annotated

from fastapi import Depends, Request

from app.remote.pictures import RemotePictures


def _remote(request: Request) -> RemotePictures:
    remote: RemotePictures = request.state.remote
    return remote


RemoteDep = Annotated[RemotePictures, Depends(_remote)]

# A Debian with Python 3.11 or newer and its venv module.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
# An index with CPU builds of torch, where pip's own settings name none. Those are read from the
# secret `pip`, a pip.conf, if there is one.
ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_QUIET=1 PATH=/opt/pixword/bin:$PATH
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin pixword
WORKDIR /build
COPY requirements.in requirements.lock ./
# torch is left out of the lock because its build depends on the machine; here it is the CPU's.
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python3 -m venv /opt/pixword \
    && pip install --no-deps --require-hashes --requirement requirements.lock \
    && pip install --no-deps "$(grep '^torch==' requirements.in)" \
    && { grep --quiet '^cuda.* = None' /opt/pixword/lib/python3*/site-packages/torch/version.py \
         || { echo 'This torch is no CPU build: set PIP_EXTRA_INDEX_URL.' >&2; exit 1; }; }
COPY . .
RUN pip install --no-deps --no-build-isolation --no-index . && pip uninstall --yes pip
# Converts the encoders, so that the first start need not. A new volume begins with this folder.
RUN PIXWORD_DATA=/tmp/unused PIXWORD_CACHE=/data/cache pixword info

FROM ${BASE}
COPY --from=build /etc/passwd /etc/group /etc/
COPY --from=build /opt/pixword /opt/pixword
COPY --from=build --chown=10001:10001 /data /data
COPY samples /samples
# On all addresses it starts with a key, or with PIXWORD_OPEN=true: docs/access.md.
ENV PATH=/opt/pixword/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PIXWORD_DATA=/data \
    PIXWORD_CACHE=/data/cache \
    PIXWORD_HOST=0.0.0.0 \
    PIXWORD_PORT=8000 \
    HF_HOME=/data/cache/huggingface
USER 10001:10001
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PIXWORD_PORT'] + '/livez', timeout=4)"]
ENTRYPOINT ["pixword"]
CMD ["serve"]

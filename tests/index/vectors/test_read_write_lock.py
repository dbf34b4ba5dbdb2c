from __future__ import annotations

import threading
import time

import pytest

from index.vectors.lock import ReadWriteLock


def test_a_writer_waits_for_readers_and_new_readers_for_the_writer() -> None:
    lock = ReadWriteLock()
    order: list[str] = []

    def write() -> None:
        with lock.writing():
            order.append("written")

    def read() -> None:
        with lock.reading():
            order.append("read later")

    writer, reader = threading.Thread(target=write), threading.Thread(target=read)
    with lock.reading():
        writer.start()
        time.sleep(0.05)
        reader.start()
        time.sleep(0.05)
        order.append("read first")
    writer.join()
    reader.join()
    assert order == ["read first", "written", "read later"]


def test_readers_read_beside_each_other() -> None:
    lock = ReadWriteLock()
    together = threading.Barrier(2, timeout=5)

    def read() -> None:
        with lock.reading():
            together.wait()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert not together.broken


def test_a_failed_holder_frees_the_lock() -> None:
    lock = ReadWriteLock()
    for hold in (lock.writing, lock.reading):
        with pytest.raises(KeyError), hold():
            raise KeyError
    with lock.writing():
        pass

"""The self-test: what a fork might break is tried in a forked process before any session gets one."""

from __future__ import annotations


def check() -> None:
    """Run what a page runs: queries in Polars' threads, Arrow, NumPy, a socket of ZeroMQ.

    Raises:
        RuntimeError: Something answers wrongly. A process that hangs is ended by the caller.
    """
    _queries()
    _sockets()


def _queries() -> None:
    import numpy as np
    import polars as pl

    rows = 10_000
    frame = pl.DataFrame({"key": range(rows), "amount": range(rows)}).lazy()
    groups = frame.join(frame, on="key").group_by(pl.col("key") % 7).agg(pl.col("amount").sum()).sort("key")
    for engine in ("in-memory", "streaming"):
        answer = groups.collect(engine=engine)
        if int(answer.to_arrow().column("amount").to_pandas().sum()) != rows * (rows - 1) // 2:
            raise RuntimeError(f"Polars counts wrongly ({engine})")
    if not np.allclose(np.eye(64) @ np.eye(64), np.eye(64)):
        raise RuntimeError("NumPy counts wrongly")


def _sockets() -> None:
    import zmq

    with zmq.Context() as context, context.socket(zmq.PAIR) as one, context.socket(zmq.PAIR) as other:
        one.bind("inproc://check")
        other.connect("inproc://check")
        one.send(b"here")
        if other.recv() != b"here":
            raise RuntimeError("ZeroMQ answers wrongly")

"""Figures for the operator. The service shows ``REGISTRY`` at its /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
KERNELS_STARTED = Counter(
    "clientinfo_kernels_started_total", "Kernels of pages that were started.", ["kind"], registry=REGISTRY
)
FORK_FAILURES = Counter(
    "clientinfo_fork_failures_total", "Pages that got a normal kernel instead.", ["reason"], registry=REGISTRY
)
KERNELS_IN_STOCK = Gauge(
    "clientinfo_kernels_in_stock", "1 while the next page finds a kernel that is ready.", registry=REGISTRY
)
ZYGOTE_UP = Gauge("clientinfo_zygote_up", "1 while a zygote waits for requests.", registry=REGISTRY)
ZYGOTE_RESTARTS = Counter(
    "clientinfo_zygote_restarts_total", "Zygotes that were started after the first.", registry=REGISTRY
)
FORK_SECONDS = Histogram(
    "clientinfo_fork_seconds",
    "From the wish for a forked kernel until it listens.",
    buckets=(0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6),
    registry=REGISTRY,
)
# Shown as 0 from the start, so that a rate can be computed.
for _kind in ("forked", "normal"):
    KERNELS_STARTED.labels(_kind)

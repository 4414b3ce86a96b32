"""Alembic migrations of the live store; ``clientinfo_kernel.live.upgrade`` runs them."""

"""Alembic migrations of the CRM database; ``data_sources.crm.store.upgrade`` runs them."""

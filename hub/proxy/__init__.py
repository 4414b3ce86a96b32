"""The Hub's proxy: found, or fetched once, at the version that package-lock.json pins."""

"""From a contract's raw tables to curated ones: pure functions over frames, one subject per file."""

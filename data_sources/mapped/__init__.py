"""The generic reader: any folder of CSV, Excel or Parquet, or any SQL database, by a TOML mapping."""

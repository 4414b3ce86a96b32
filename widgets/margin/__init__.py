"""The controllers' page: gross profit across customers, from the first figure down to postings with file and line."""

"""Words, formats and languages: what panels and pages say, without a widget."""

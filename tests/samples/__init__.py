"""Where the published sample files are."""

from pathlib import Path

_FOLDER = Path(__file__).parent
BROCHURE = _FOLDER / "brochure" / "golden_meier.json"
DATEV = _FOLDER / "datev"
XRECHNUNG = sorted((_FOLDER / "xrechnung").glob("*.xml"))

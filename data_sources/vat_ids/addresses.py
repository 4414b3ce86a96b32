"""Where the services that know VAT IDs are asked, unless the settings name another address."""

EVATR = "https://api.evatr.vies.bzst.de/app/v1"
VIES = "https://ec.europa.eu/taxation_customs/vies/rest-api"

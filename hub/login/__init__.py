"""Login by another system: an OpenID Connect provider or an LDAP directory, chosen by ``[hub] login``."""

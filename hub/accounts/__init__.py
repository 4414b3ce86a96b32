"""Accounts: who is allowed to log in, with which roles. NativeAuthenticator's idea, with what it lacks (see authenticator.py)."""

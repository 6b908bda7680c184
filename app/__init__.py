"""Handfast Hub: a self-hosted registry of API contracts."""

"""Handfast: hand-written FastAPI handlers held to their OpenAPI contract."""

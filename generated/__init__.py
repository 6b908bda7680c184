"""Handfast Hub 0.1.0: types, interfaces and routes.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

"""Bodies 1: types, interfaces and routes.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

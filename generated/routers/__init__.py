"""FastAPI routers, one module for each tag.

Generated from spec/openapi.yaml. Do not edit; run `make gen`.
"""

"""FastAPI routers, one module for each tag.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

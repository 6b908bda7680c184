"""Data types of Nothing 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

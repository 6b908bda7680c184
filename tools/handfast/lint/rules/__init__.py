"""The rules, one file each. A new one is imported in `handfast.lint` and added to `RULES`; its code to the table."""

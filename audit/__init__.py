"""The record of what people did: rows that are only added, each sealed over the last."""

"""The documented endpoints for programs; see docs/api.md."""

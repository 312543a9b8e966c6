"""Making and revoking keys, and remembering what was answered."""

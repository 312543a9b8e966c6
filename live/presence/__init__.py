"""Who is there, as far as the server knows."""

"""What the product adds to Django's way to the database."""

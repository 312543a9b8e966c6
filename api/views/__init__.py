"""What is read and done, by the same rules and actions as on the pages."""

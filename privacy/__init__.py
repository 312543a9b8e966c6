"""The pages on which the record is read, and what is kept of callers is looked after."""

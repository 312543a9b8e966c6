"""What the log says: whom and what a line is about, and what no line may hold."""

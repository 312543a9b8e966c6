"""Whether a beat rings and a worker works: each says so in a row of its own."""

# What beats is told so often.
EVERY_SECS = 2.0

"""How the product runs: real processes, real sockets."""

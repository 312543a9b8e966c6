"""Running the product as processes and threads: the server, the worker, the emulator."""

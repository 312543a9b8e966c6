"""The demo: accounts, queues and numbers against the emulator, and staff for them."""

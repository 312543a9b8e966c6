"""Pure state machines of the telephone world: no HTTP and no clock of its own."""

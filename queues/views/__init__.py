"""The pages of queues, and what is pressed on them."""

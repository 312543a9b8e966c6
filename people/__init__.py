"""The pages on which people are made, changed and switched off."""

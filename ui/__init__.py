"""What every page is built of: template tags, times that tick, small charts."""

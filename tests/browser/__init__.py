"""Tests in a real Chromium on the real product and its emulator."""

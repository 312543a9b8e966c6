"""The account at Telnyx: applications, numbers, set-up, and what its webhooks did."""

"""How well the product and Telnyx reach each other, as every request and webhook shows.

`states` says what outcomes mean (pure), `watching` hears of them in each process,
`actions` keeps them in one row for each channel, `queries` reads what is wrong now.
"""

"""The repair desk: what disagrees or is stuck, and the one safe repair of each.

Whoever compares (a sweep, the reconciliation with Telnyx) reports what it found with
`actions.report`: all of the kinds that it looked for, each time. What is not found any
more agrees again. What a sweep repaired by itself is told with `actions.note_repaired`.
The repairs that a person may ask for are a table above the apps; see `registry`.
"""

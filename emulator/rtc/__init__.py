"""The emulator's media process: browsers that telephone, and all sound.

It runs beside the emulator, which tells it by messages who hears whom
(``emulator/messages.py``); no HTTP request and no webhook can hold up a frame of sound.
"""

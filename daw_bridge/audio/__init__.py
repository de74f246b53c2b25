"""Let takes be heard: devices, streams, a player, loudness and a meter.

A `Player` mixes what is heard, 10 ms at a time and some 80 ms ahead of the ear; a `Stream` takes it
to a device. The real stream (`SoundStream`) keeps PortAudio in a child process: a callback there is
never held up by what Python does here, and a sound server that dies takes nothing with it but that
child. Everything is mono until the last step, as takes are.
"""

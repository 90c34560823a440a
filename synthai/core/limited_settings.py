"""Bare settings of `synthai.core.limited`: what reads strangers' files knows no secret, and translates nothing."""

USE_I18N = False
USE_TZ = True
TIME_ZONE = "Africa/Johannesburg"

"""When marketing may go out to a phone in South Africa: Monday to Friday 08:00 to 20:00, Saturday 09:00 to 13:00, never on
Sundays and public holidays. South Africa has one time zone and does not change its clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.channels.protocol import Channel
from synthai.core.sa_days import public_holidays

# The rule is SMS's (WASPA); WhatsApp and push ring the same phone, so they keep it too.
TO_A_PHONE = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.PUSH, Channel.WEB_PUSH})
ZONE = ZoneInfo("Africa/Johannesburg")
_SATURDAY, _SUNDAY = 5, 6
_WEEK = (time(8), time(20))
_WEEKEND = (time(9), time(13))
_DAY = timedelta(days=1)


def hours_of(day: date) -> tuple[time, time] | None:
    """From when until when, that day; None when not at all."""
    if day.weekday() == _SUNDAY or day in public_holidays(day.year):
        return None
    return _WEEKEND if day.weekday() == _SATURDAY else _WEEK


def may_go(at: datetime) -> bool:
    """Whether marketing may go out at this moment."""
    local = at.astimezone(ZONE)
    hours = hours_of(local.date())
    return hours is not None and hours[0] <= local.time() < hours[1]


def next_moment(at: datetime) -> datetime:
    """`at` itself, or the next moment at which marketing may go out."""
    if may_go(at):
        return at
    day = at.astimezone(ZONE).date()
    while True:
        hours = hours_of(day)
        if hours is not None:
            opens = datetime.combine(day, hours[0], ZONE)
            if opens > at:
                return opens.astimezone(UTC)
        day += _DAY

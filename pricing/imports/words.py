"""Words that files use for yes and no, refunds, cancelled orders and rand, in English and Afrikaans."""

import re
from typing import Final

ANSWERS_YES: Final = frozenset({"1", "1.0", "yes", "y", "true", "t", "x", "ja", "j", "waar", "promo", "on"})
ANSWERS_NO: Final = frozenset({"0", "0.0", "no", "n", "false", "f", "nee", "onwaar", "off", "-"})
IS_REFUND: Final = re.compile(r"refund|return|credit|terugbetaling|krediet", re.IGNORECASE)
IS_CANCELLED: Final = frozenset({"cancelled", "canceled", "voided", "void", "refunded", "gekanselleer"})
IS_RAND: Final = frozenset({"", "zar", "r", "rand"})

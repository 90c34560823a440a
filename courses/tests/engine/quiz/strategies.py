"""Questions and answers by chance, for the laws that hold of all of them."""

from decimal import Decimal

from hypothesis import strategies as st

from courses.engine.quiz import questions as q
from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.responses import Chosen, Filled, Ordered, Paired, Response, Written
from courses.engine.quiz.texts import Accepted, TextRule

WORDS = st.text("abcdefghijkl éêôABC 0123456789", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)
SECRET = "geheim-7f3a"  # stands in everything that a browser must not get
POINTS = st.decimals("0.5", "20", places=1)


@st.composite
def distinct_words(draw: st.DrawFn, least: int = 2, most: int = 6) -> list[str]:
    found = draw(st.lists(WORDS, min_size=least, max_size=most, unique_by=str.casefold))
    return [f"{word} {number}" for number, word in enumerate(found)]


@st.composite
def option_lists(draw: st.DrawFn, *, one_right: bool) -> tuple[q.Option, ...]:
    texts = draw(distinct_words())
    right = {draw(st.integers(0, len(texts) - 1))}
    if not one_right:
        right |= draw(st.sets(st.integers(0, len(texts) - 1)))
    pinned = draw(st.sampled_from([None, len(texts) - 1]))
    return tuple(
        q.Option(
            key=str(number + 1),
            text=text,
            is_right=number in right,
            feedback=SECRET,
            is_pinned=number == pinned,
        )
        for number, text in enumerate(texts)
    )


@st.composite
def choices(draw: st.DrawFn) -> q.Choice:
    return q.Choice(
        text=draw(WORDS),
        points=draw(POINTS),
        explanation=SECRET,
        options=draw(option_lists(one_right=True)),
    )


@st.composite
def severals(draw: st.DrawFn) -> q.Several:
    return q.Several(
        text=draw(WORDS),
        points=draw(POINTS),
        explanation=SECRET,
        options=draw(option_lists(one_right=False)),
        is_all_or_nothing=draw(st.booleans()),
    )


@st.composite
def matches(draw: st.DrawFn) -> q.Match:
    lefts = draw(distinct_words())
    rights = draw(distinct_words())
    keys = [f"r{number}" for number in range(1, len(rights) + 1)]
    return q.Match(
        text=draw(WORDS),
        points=draw(POINTS),
        explanation=SECRET,
        lefts=tuple(q.Item(key=f"l{n}", text=text) for n, text in enumerate(lefts, start=1)),
        rights=tuple(q.Item(key=key, text=text) for key, text in zip(keys, rights, strict=True)),
        pairs=tuple((f"l{n}", draw(st.sampled_from(keys))) for n in range(1, len(lefts) + 1)),
    )


@st.composite
def orders(draw: st.DrawFn) -> q.Order:
    steps = tuple(
        q.Item(key=str(n), text=text) for n, text in enumerate(draw(distinct_words(most=8)), start=1)
    )
    return q.Order(text=draw(WORDS), points=draw(POINTS), explanation=SECRET, steps=steps)


NUMBER_RULES = st.builds(
    NumberRule,
    value=st.decimals("-99999", "99999", places=2),
    tolerance=st.decimals("0", "50", places=1),
    is_percent=st.booleans(),
    unit=st.sampled_from(["", "°C", "kg", "R"]),
)
TEXT_RULES = st.builds(
    TextRule,
    accepted=st.lists(
        st.builds(Accepted, text=WORDS.map(lambda text: f"{SECRET} {text}")), min_size=1, max_size=3
    ).map(tuple),
    minds_case=st.booleans(),
    minds_accents=st.booleans(),
)


@st.composite
def clozes(draw: st.DrawFn) -> q.Cloze:
    rules = draw(
        st.lists(
            st.one_of(NUMBER_RULES, TEXT_RULES, st.builds(q.PickRule, options=option_lists(one_right=True))),
            min_size=1,
            max_size=4,
        )
    )
    pieces = [draw(WORDS)]
    for number in range(1, len(rules) + 1):
        pieces += [str(number), draw(WORDS)]
    return q.Cloze(
        text=draw(WORDS),
        points=draw(POINTS),
        explanation=SECRET,
        pieces=tuple(pieces),
        gaps=tuple(q.Gap(key=str(number), rule=rule) for number, rule in enumerate(rules, start=1)),
    )


TRUE_FALSES = st.builds(
    q.TrueFalse, text=WORDS, points=POINTS, explanation=st.just(SECRET), is_true=st.booleans()
)
NUMERICS = st.builds(q.Numeric, text=WORDS, points=POINTS, explanation=st.just(SECRET), rule=NUMBER_RULES)
SHORTS = st.builds(q.Short, text=WORDS, points=POINTS, explanation=st.just(SECRET), rule=TEXT_RULES)
ESSAYS = st.builds(q.Essay, text=WORDS, points=POINTS, explanation=st.just(SECRET), guide=st.just(SECRET))
MARKED = st.one_of(choices(), severals(), TRUE_FALSES, matches(), orders(), NUMERICS, SHORTS, clozes())
QUESTIONS = st.one_of(MARKED, ESSAYS)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def right_answer(question: q.Question) -> Response:
    """An answer that earns everything."""
    match question:
        case q.Choice(options=options) | q.Several(options=options):
            return Chosen(keys=tuple(sorted(option.key for option in options if option.is_right)))
        case q.TrueFalse(is_true=is_true):
            return Chosen(keys=(q.TRUE if is_true else q.FALSE,))
        case q.Match(pairs=pairs):
            return Paired(pairs=pairs)
        case q.Order(steps=steps):
            return Ordered(keys=tuple(step.key for step in steps))
        case q.Numeric(rule=rule):
            return Written(text=typed(rule.value))
        case q.Short(rule=words):
            return Written(text=words.accepted[0].text)
        case q.Cloze(gaps=gaps):
            return Filled(gaps=tuple((gap.key, _in_gap(gap)) for gap in gaps))
        case q.Essay():
            return Written(text="Because.")


def typed(number: Decimal) -> str:
    """A number as somebody here types it."""
    return str(number).replace(".", ",")


def _in_gap(gap: q.Gap) -> str:
    match gap.rule:
        case TextRule(accepted=accepted):
            return accepted[0].text
        case NumberRule(value=value):
            return typed(value)
        case q.PickRule(options=options):
            return next(option.key for option in options if option.is_right)

"""Generated cards: every element, with whatever text people may write."""

from hypothesis import strategies as st

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    File,
    Heading,
    Link,
    Mention,
    Option,
    Picture,
    Plain,
    Select,
    Strong,
    Style,
    Table,
    Text,
    Tone,
)
from bot.domain.people import Account

WORDS = st.text(max_size=12)
ACCOUNTS = st.builds(Account, WORDS, WORDS, WORDS)
INLINES = (
    st.builds(Plain, WORDS)
    | st.builds(Strong, WORDS)
    | st.builds(Mention, WORDS, st.lists(ACCOUNTS, max_size=2).map(tuple))
    | st.builds(Link, WORDS, WORDS)
)
LINES = st.lists(INLINES, max_size=3).map(tuple)
FACTS = st.lists(st.builds(Fact, WORDS, st.lists(LINES, max_size=3).map(tuple)), max_size=3).map(
    tuple
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Generate tables whose rows have as many cells as there are columns."""
    columns = draw(st.lists(WORDS, min_size=1, max_size=3).map(tuple))
    row = st.tuples(*(LINES for _ in columns))
    return Table(columns, draw(st.lists(row, max_size=3).map(tuple)))


ELEMENTS = (
    st.builds(Text, LINES, st.sampled_from(Tone))
    | st.builds(Heading, WORDS)
    | st.builds(Facts, FACTS)
    | tables()
    | st.builds(Picture, WORDS, WORDS, WORDS)
    | st.builds(File, WORDS, WORDS, st.integers(0, 10**6), WORDS)
)
CONTROLS = st.builds(
    Button, WORDS, WORDS, WORDS, st.sampled_from(Style), st.booleans()
) | st.builds(
    Select, WORDS, WORDS, st.lists(st.builds(Option, WORDS, WORDS), max_size=3).map(tuple)
)
CARDS = st.builds(
    Card,
    WORDS,
    WORDS,
    st.lists(ELEMENTS, max_size=4).map(tuple),
    st.lists(CONTROLS, max_size=4).map(tuple),
    WORDS,
)

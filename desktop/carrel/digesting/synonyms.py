"""Words that papers and those who retell them use for one another."""

from __future__ import annotations

from functools import lru_cache

from carrel.digesting.words import stem

_GROUPS = """
propose introduce present suggest develop devise describe
show demonstrate indicate reveal illustrate confirm establish prove find observe report conclude note highlight
use employ utilise utilize apply adopt leverage exploit
method approach technique strategy procedure scheme methodology
obtain get gain acquire achieve attain reach yield
give provide offer supply deliver
need require demand necessitate
contain include comprise consist encompass incorporate
aim goal objective purpose target intend seek
important essential crucial vital key critical significant
difficult hard challenging
simple straightforward easy
help assist aid facilitate
allow enable let permit
many numerous multiple several
often frequently usually typically commonly generally
test evaluate assess examine investigate study analyse analyze explore
result outcome finding
begin start
create build construct generate produce make form
select choose pick
start initial initially beginning
end final finally eventually
large big huge substantial considerable
small little tiny
increase rise grow raise boost
decrease reduce lower drop decline diminish lessen shrink cut
improve enhance
fast quick rapid
accurate precise
predict forecast estimate
explain clarify
error mistake
task problem
issue problem challenge
model system
dataset corpus
network net
show display
compute calculate
remove eliminate discard
combine merge join integrate fuse
separate distinct different
divide split partition
compare contrast
limit restrict constrain
address tackle handle solve
main primary principal chief major
new novel
various diverse different
approximate approximately roughly nearly
people humans human persons
beneficial useful helpful
benefit advantage
drawback disadvantage weakness shortcoming limitation
lead result cause
due because owing
example instance
part component portion
amount quantity number
efficient efficiently efficiency
robust robustness
perform conduct execute carry
performance accuracy
like similar
rely depend
train learn
learner learning
keep retain preserve maintain
change alter modify vary
convert transform
image picture photograph photo
word term
way manner
whole entire complete full
exact precise
understand comprehend
ability capability capacity
consider regard
believe think
assume suppose
ensure guarantee
real actual
input inputs
publicly openly
state-of-the-art
focus concentrate
hide hidden hid
write written wrote
choose chosen chose
give given gave
take taken took
find found
lead led
build built
grow grown grew
rise risen rose
draw drawn drew
know known knew
hold held
keep kept
lose lost
think thought
teach taught
make made
begin began begun
see seen saw
run ran
fall fell fallen
understand understood
mean meant
spend spent
seek sought
bring brought
arise arose arisen
become became
hide conceal obscure
outperform surpass exceed beat
match equal
field area domain
additional further extra
current present existing
previous prior earlier past
modern recent
necessary needed
sufficient enough
vary differ
entail imply mean
"""


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for word in line.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_BY_STEM = _groups()
_EMPTY: frozenset[int] = frozenset()
_DERIVED = (
    "ization",
    "isation",
    "ation",
    "ment",
    "ness",
    "ity",
    "ance",
    "ence",
    "ion",
    "ive",
    "ity",
    "al",
    "ic",
    "ize",
    "ise",
    "iv",
    "iz",
    "is",
    "at",
    "anc",
    "enc",
    "iti",
    "it",
)
_LEAST = 5


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """The root of a stem, by which "optimal" and "optimization", "robust" and "robustness" are kin."""
    for ending in _DERIVED:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)]
    return word


def akin(one: str, other: str) -> bool:
    """Whether two stems can stand for one another: synonyms, or derived from one root."""
    return bool(_BY_STEM.get(one, _EMPTY) & _BY_STEM.get(other, _EMPTY)) or (one != other and root(one) == root(other))


def kin(word: str) -> frozenset[int]:
    """The groups of synonyms that a stem belongs to."""
    return _BY_STEM.get(word, _EMPTY)

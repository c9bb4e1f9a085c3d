"""The words with which sentences of papers announce what they are for. English alone; other languages have none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_TEXT = r"(?:paper|work|article|study|thesis|report|letter|tutorial|survey|review|chapter|monograph|note)"
_SELF = rf"(?:we|this {_TEXT}|the (?:present )?(?:paper|authors?))"
_HERE = rf"(?:in this {_TEXT}[^,.]{{0,30}},? |here,? )?"

CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "proposes": rf"\b{_SELF}\b[^.]{{0,30}}\b(?:propos|introduc|present|develop|"
        r"design|describ|formulat|provid|offer|contribut|suggest|build|construct|deriv|review|survey)\w*|\bis (?:proposed|introduced|presented)\b",
        "announces": rf"^{_HERE}(?:to (?:[\w-]+ ){{2,12}},? ?)?{_SELF}\b[^.,]{{0,25}}\b(?:propos|introduc|present|develop|describ|study|studies|"
        r"investigat|explor|show|demonstrat|address|consider|prov[ei]|formulat|examin|analy|design|review|survey|discuss|outline|argue|aim)\w*",
        "begins_with_we": rf"^{_HERE}{_SELF}\b",
        "shows": r"\bwe\b[^.]{0,30}\b(?:show|demonstrat|prov(?!id)|find|found|observ|establish|conclud|reveal|discover|confirm|argu)\w*|"
        r"\b(?:results?|experiments?|evaluations?|analysis|findings) (?:[\w,-]+ ){0,8}(?:show|demonstrat|indicat|suggest|confirm|reveal)\w*",
        "here": rf"\b(?:in )?this {_TEXT}\b|\bour (?:main |key )?contributions?\b",
        "begins_in_this": rf"^in this {_TEXT}\b",
        "novel": r"\b(?:novel|new|first|simple|general|key|main|efficient|unified)\b",
        "names_a_kind": r"\ban? (?:[\w-]+ ){0,3}(?:method|approach|framework|model|algorithm|architecture|technique|network|dataset|procedure|system|mechanism|objective|strategy)\b",
        "names_it": r"\b(?:called|named|dubbed|termed|coined|referred to as|which we call)\b|\([A-Z][A-Za-z]*(?-i:[A-Z])[A-Za-z-]*\)",
        "method": r"\b(?:our|the proposed|this) (?:method|model|approach|framework|algorithm|architecture|system|network|technique|procedure)\b|"
        r"\bconsists? of\b|\b(?:is|are|was|were) (?:trained|computed|composed|based|obtained|estimated|optimi[sz]ed|initiali[sz]ed|defined|applied|fed|updated)\b|"
        r"\bwe (?:train|use|employ|adopt|apply|combine|minimi[sz]e|maximi[sz]e|optimi[sz]e|compute|sample|encode|model|replace|learn|extend|define|estimate|parametri[sz]e)\b",
        "parts": r"\b(?:architecture|objective|loss function|encoder|decoder|layers?|pipeline|algorithm|procedure)\b",
        "notation": r"\b(?:we (?:use|write) \S+ (?:to denote|for)|denot(?:e|es|ed|ing)|let \S{1,3} |notation|we define|is defined (?:as|by)|where \S{1,3} (?:is|are))\b",
        "result": r"\boutperform\w*|\bimprov(?:es?|ed|ements?|ing)\b|\bachiev\w+|\bstate[- ]of[- ]the[- ]art\b|\b(?:accuracy|precision|recall|f1|bleu|perplexity|auc|error rate|speed-?up)\b|"
        r"\b(?:faster|better|higher|lower|fewer|smaller|larger|best|competitive|comparable|superior|significant(?:ly)?|reduc(?:es|ed|tion))\b",
        "compares": r"\boutperform\w*|\bstate[- ]of[- ]the[- ]art\b|\bimprov\w+ (?:\w+ ){0,4}(?:by|over|upon|from)\b|\b(?:better|worse|higher|lower|faster|fewer|less|more \w+) than\b|"
        r"\bcompared (?:to|with)\b|\bsignificantly\b|\bno (?:significant|systematic) \w+|\bcomparable (?:to|with)\b|\bexceed\w*|\bmatch(?:es|ed|ing)\b|\bbest (?:result|performance|published|known|accuracy)\w*",
        "number": r"\d(?:[\d.,]*\d)?\s?(?:%|percent|[×x](?!\s?\d)\b|×(?!\s?\d)|times\b)|\b\d+\.\d+\b|\b\d+-fold\b|\bfactor of \d",
        "setup": r"\b(?:learning rates?|batch size|loss(?:es)?|regulari[sz]\w+|multipliers?|we choose|also uses|mini-?batch(?:es)? of|epochs|hyper-?parameters?|weight decay|dropout|initiali[sz]\w+|momentum|training set|test set|"
        r"conduct\w* (?:\w+ ){0,2}experiments|to (?:verify|test|evaluate|assess|ensure|measure)\b|we (?:train|use|run|set|follow|lower|tune|vary|select|sample|split|generate|perform)(?:ed)?|(?:is|are|was|were) (?:used|trained|run|set|performed|evaluated|tuned))\b",
        "implication": r"\bfuture\b|\bimplications?\b|\blimitations?\b|\bopens? (?:up )?(?:the |new |a )|\benabl\w+|\bcan be (?:used|applied|extended|useful)\b|\bpoten(?:tial|tially)\b|"
        r"\bsuggests? that\b|\bcould (?:be|help|lead|also)\b|\bmay (?:be|help|lead|also)\b|\bwe (?:hope|believe|expect|plan|leave|conclude)\b|\bpromising\b|\bpaves?\b|\bshould (?:be|also|not|consider|focus)\b|\bapplications? (?:of|to|in|such|include)\b|"
        r"\bhighlights?\b|\bremains?\b|\bopen (?:question|problem)|\bfurther (?:work|research|study|investigation)",
        "releases": r"\bwe (?:also )?(?:release|provide|share|open-?source|publish)\b[^.]*\b(?:code|checkpoints?|datasets?|librar\w+|implementation|toolkit|hub|github|source)|"
        r"\b(?:code|checkpoints?|implementation) (?:is|are|will be|and)\b|\bwe'll share\b",
        "problem": r"\b(?:challeng|problem|difficult|limit(?:ed|ation|s)|lack|fail|suffer|expensive|bottleneck|unclear|remains?|important|crucial|despite)\w*",
        "background": r"\b(?:have|has) (?:been|become|shown|recently|achieved)\b|\brecent(?:ly)?\b|\bwidely\b|\bmany\b|\bmost\b|\boften\b|\btypically\b|\bincreasing(?:ly)?\b",
        "cites": r"\[\d+(?:[,–-]\s?\d+)*\]|\(\d{1,3}(?:[,–-]\s?\d{1,3})*\)|\bet al\b|\((?:[A-Z]\w+[^()]{0,60},? (?:19|20)\d\d[a-z]?[;)])",
        "others": r"\b(?:previous|prior|existing|traditional|conventional|classic(?:al)?|earlier|recent) (?:[\w-]+ ){0,2}(?:network|layer|system|work|method|approach|stud|algorithm|model|technique|research|advance)\w*|\bhave been (?:proposed|used|shown)\b",
        "credits": r"\b(?!We |Results|Experiments|Figure|Table|This|It |They )(?-i:[A-Z])[a-z]+ (?:et al\.? )?(?:\(?\d{4}\)? )?(?:observed|proposed|reported|introduced|suggested) ",
        "adds": r"\b(?:also|additionally|furthermore|moreover|in addition|finally|further)\b",
        "contrasts": r"^(?:however|but|yet|unfortunately|while|although|despite|in contrast)\b",
        "follows": r"^(?:thus|therefore|hence|as a result|consequently|specifically|in particular|for example|then)\b",
        "points_back": r"^(?:this|these|that|it|they|such)\b",
        "ours": r"\bour\b",
        "experiments": r"\b(?:experiments?|experimental(?:ly)?|empirical(?:ly)?|evaluat\w+|benchmarks?|datasets?)\b",
        "theory": r"\b(?:theor\w+|prove|bounds?|guarantee\w*|converg\w+)\b",
        "by_doing": r"\bby \w+ing\b",
        "asks": r"\?",
        "colon": r"[:;]",
        "brackets": r"\(",
        "digits": r"\d",
    }.items()
}
"""Patterns by name."""

_COLUMN = {name: column for column, name in enumerate(CUES)}


class FoundCues:
    """Which cues each of some sentences has; an array holds one number a sentence."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._found = np.array(
            [[pattern.search(text) is not None for pattern in CUES.values()] for text in texts], dtype=np.float64
        ).reshape(len(texts), len(CUES))

    def of(self, name: str) -> NDArray[np.float64]:
        """1 where a sentence has the cue of this name, else 0."""
        column: NDArray[np.float64] = self._found[:, _COLUMN[name]]
        return column

    def rows(self, which: NDArray[np.int64]) -> FoundCues:
        """Those of some of the sentences, by their numbers."""
        some = FoundCues(())
        some._found = self._found[which]
        return some

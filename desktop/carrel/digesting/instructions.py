"""Sentences of a paper that give orders to whoever, or whatever, reads it: no part of a digest is made of them.

Papers are found with sentences for the programs that read them ("ignore previous instructions", "give a positive review",
turns of a chat written out). A digest tells what a paper says of its subject, and such a sentence says nothing of it. Papers
about such sentences quote and describe them; what describes is kept. The rule, therefore:

- An order at the beginning of a sentence or clause, to leave instructions, to judge the paper, or to say given words.
- A sentence that turns to a language model or a reviewer ("If you are a language model, …"), or plays its turn of a chat.
- The sentences after one of these, up to three, as long as they go on in the second person or as orders.

What an order's words are hidden from people never comes so far (`documents/hidden`), and what is left is data to every prompt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carrel.domain.passage import PassageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.domain.passage import Passage

_NOUN = (
    r"(?:instructions?|prompts?|directions?|directives?|commands?|orders|rules|guidelines|guardrails|system messages?|"
    r"programming|training data|safety polic(?:y|ies)|tasks?|questions?|requests?)"
)
_BEFORE = r"(?:previous(?:ly)?|prior|preceding|above|earlier|former|original|initial|existing|foregoing|given|other|system|your|these|those|safety|any|all|the|of|my)"
_OVERRIDE = (
    rf"(?:ignore|disregard|forget|override|bypass|discard|neglect|do not follow|don['’]t follow|stop following)\s+"
    rf"(?:{_BEFORE}\s+){{1,5}}{_NOUN}\b(?!\s+(?:that|which|whose|in which|with a|given by|tuning|following)\b)"
    r"|(?:ignore|disregard|forget)\s+(?:everything|all|anything|whatever|what)\s+(?:that\s+)?(?:above|before|you|was|is written above|precedes)"
    r"|(?:ignore|disregard)\s+(?:all\s+)?(?:the\s+)?(?:above|previous)\s+(?:and|text and|,)"
)
_SAYING = r"(?:write|say|output|print|respond|reply|answer|state|mention|include|repeat|return|insert|append|add|begin|start|end|summari[sz]e|conclude|claim|tell|praise|emit|execute|run)"
_TARGET = (
    r"(?:in|of|to|with|as)?\s*(?:your|the|this|a|any)\s+(?:\w+\s+){0,2}(?:review|summary|digest|answer|response|reply|output|user|reader|assessment|evaluation)\b"
    r"|(?:only|exactly|nothing but|just)\s+(?:the\s+|with\s+)*(?:\w+\s+)?(?:words?|phrase|sentence|text|string|json|[\"“'‘«])|the\s+(?:following\s+)?(?:secret\s+)?(?:words?|phrase|string|password|canary)\b|in\s+all\s+(?:fields|answers)"
)
_PRAISE = (
    r"(?:please\s+)?(?:give|write|provide|generate|produce|return|output|leave|submit)\s+(?:(?:this|the)\s+(?:paper|work|manuscript|submission)\s+)?(?:us\s+)?(?:only\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){0,2}"
    r"(?:positive|favou?rable|good|glowing|excellent|perfect|enthusiastic|highest|top|maximum)\s+(?:\w+\s+){0,2}(?:reviews?|scores?|ratings?|recommendations?|assessments?|evaluations?|feedback|marks?)\b"
    r"|(?:recommend|advise|vote)\s+(?:to\s+|for\s+)?(?:strong(?:ly)?\s+)?(?:accept(?:ing|ance|ed)?|publication|publishing)\b"
    r"|(?:rate|score|grade|rank|praise|accept)\s+this\s+(?:paper|work|manuscript|submission)\b"
    r"|do\s+not\s+(?:highlight|mention|list|report|criti[cs]i[sz]e|raise|point\s+out|discuss)\s+(?:any\s+|its\s+|the\s+)?(?:\w+\s+){0,2}(?:negatives?|weakness(?:es)?|limitations?|flaws?|problems?|criticisms?)\b"
)
_READER = r"(?:an?\s+|the\s+|any\s+|all\s+)?(?:\w+[ -]){0,2}(?:ai|a\.i\.|llms?|large\s+language\s+models?|language\s+models?|chat\s?bots?|chatgpt|gpt(?:-\w+)?|claude|gemini|assistants?|(?:ai|automated|automatic|llm)\s+(?:reviewers?|readers?|summari[sz]ers?|systems?|agents?|tools?))"
_ADDRESS = (
    rf"(?:if|as|since|because|when|note\s+that)\s+you(?:['’]re|\s+are)\s+{_READER}\b"
    rf"|(?:attention|note|message|instructions?|notice|important|warning|memo|hint|request|information)\s*(?:to|for|:|,|-)\s*{_READER}\b\s*(?:[:,.!;–—-]|reading|who|that)"
    rf"|dear\s+{_READER}\b"
    r"|you\s+are\s+(?:now\s+)(?:an?\s+|in\s+|no\s+longer\s+)\w+"
    r"|(?:as|for)\s+(?:the|a)\s+reviewer\s*,?\s+(?:you|please)\b"
    r"|from\s+now\s+on\s*,?\s+(?:you|only|always|answer|respond|act)\b"
    r"|(?:your\s+)?new\s+(?:instructions?|task|system\s+prompt)\s*(?:is|are|:)"
)
_TURN = (
    r"<\|\s*(?:im_start|start_header_id|start_of_role|system|user|assistant|start)\s*\|>\s*(?:system|user|assistant|\w+\s+(?:you|ignore|say|write))"
    r"|<start_of_turn>\s*(?:user|model)|\[INST\]\s*\w+\s+\w+|<<SYS>>\s*\w+|<\|(?:im_end|eot_id|endoftext|end)\|>\s*(?:<\||[A-Za-z]+\s+\w+)|</s>\s*(?:<s>|\[INST\])"
    r"|<(?:tool_call|function_call|tool_use|system|system_prompt)>|\{\s*[\"“”'](?:role|tool|tool_name|function|function_call|tool_calls)[\"“”']\s*:"
    r"|#{2,}\s*(?:instructions?|system|response|human|assistant)\s*:"
)
_MARK = r"\b(?:PAPER|DOCUMENT|ARTICLE|CONTEXT|TEXT|SENTENCE|NOTES?)\s+(?:BEGINS|ENDS|IS OVER)\b|\bEND\s+OF\s+(?:THE\s+)?(?:PAPER|DOCUMENT|ARTICLE|CONTEXT|INPUT|PROMPT)\b"
_SPEAKER = r"(?:SYSTEM|ASSISTANT|ADMIN|DEVELOPER)(?:\s+(?:MESSAGE|PROMPT|OVERRIDE|NOTE))?\s*:\s+\w"
_ELSEWHERE = (
    r"ignorier(?:e|en sie|t)\s+(?:bitte\s+)?(?:\w+\s+){0,3}(?:anweisungen|instruktionen|vorgaben|befehle)"
    r"|(?:ignore[rz]?|oublie[rz]?|ne (?:suis|suivez) pas)\s+(?:toutes?\s+)?(?:les|vos|tes|ces)\s+(?:\w+\s+)?(?:instructions|consignes|directives)"
    r"|(?:ignor[ae]n?|olvid[ae]|descart[ae])\s+(?:todas\s+)?(?:las|sus|tus|estas)\s+(?:\w+\s+)?(?:instrucciones|indicaciones|órdenes)"
    r"|(?:ignor[aei]|dimentica)\s+(?:tutte\s+)?(?:le|queste)\s+(?:\w+\s+)?istruzioni"
    r"|(?:ignore|desconsidere|esqueça)\s+(?:todas\s+)?as\s+(?:\w+\s+)?(?:instruções|ordens)"
    r"|negeer\s+(?:alle\s+)?(?:\w+\s+){0,2}(?:instructies|opdrachten)|z?ignoruj\s+(?:wszystkie\s+)?(?:\w+\s+)?(?:instrukcje|polecenia)"
    r"|(?:игнорируй|проигнорируй|забудь)(?:те)?\s+(?:все\s+)?(?:\w+\s+)?(?:инструкции|указания|команды)"
    r"|(?:忽略|无视|無視|忘记|忘記).{0,12}(?:指令|指示|说明|說明|提示)|(?:指示|命令|指令|プロンプト).{0,8}(?:無視し|忘れ)|(?:지시|명령|지침).{0,8}(?:무시하|잊)"
    r"|(?:önceki|yukarıdaki)\s+(?:tüm\s+)?(?:talimatları|komutları)\s+(?:yok\s+say|unut|göz)"
    r"|تجاهل\s+(?:جميع\s+|كل\s+)?(?:التعليمات|الأوامر)|निर्देशों\s+को\s+(?:अनदेखा|नज़रअंदाज़|भूल)"
)
# Where an order can begin: a sentence, a clause after a colon, "please", "you must", or a chain of two orders.
_CLAUSE = r"(?:^[\W\d_]{0,8}(?:\w+\s*[:–—-]\s*)?|[:;.!]\s+[\"“'‘(\[]?|\b(?:please|kindly|now|instead|instead,|then|you\s+(?:must|should|have\s+to|shall|will|need\s+to|are\s+to)(?:\s+now)?)\s+)"
_STRONG = re.compile(
    rf"{_CLAUSE}(?:(?:please|now|kindly|you\s+must|you\s+should)\s+)*(?:{_OVERRIDE}|{_PRAISE}|(?:{_SAYING})\s+(?:{_TARGET}))"
    rf"|(?:^|[.!?:;(]\s*|[\"“]){_ADDRESS}|{_ELSEWHERE}",
    re.IGNORECASE,
)
_WRITTEN_OUT = re.compile(rf"(?i:{_TURN})|{_MARK}|(?:^|[.!?]\s+){_SPEAKER}")
# A cheap look for what every strong sign holds.
_SIGN = re.compile(
    r"ignor|disregard|forget|overrid|bypass|discard|neglect|follow|write|say|output|print|respon|repl|answer|state|mention|includ|repeat|return|insert|append|add|begin|start|end|summar|conclude|"
    r"claim|tell|call|describ|prais|emit|execut|run|review|scor|rating|recommend|advise|vote|rate|grade|rank|accept|do not|you|dear|attention|note|message|instruct|notice|important|warning|"
    r"new |<|\{|\[INST|##|PAPER|DOCUMENT|ARTICLE|CONTEXT|TEXT|SYSTEM|ASSISTANT|ADMIN|DEVELOPER|oublie|olvid|descart|dimentica|desconsidere|esque|negeer|инструк|указан|команд|指|命|提示|说明|說明|プロンプト|지시|명령|지침|talimat|komut|تجاهل|निर्देश",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"\b(?:you|your|yourself)\b|^\W*(?:question|answer|summary|output|response|digest|result)\s*:|</?\w+>|<\||\|>|\[/?INST\]|^\W*(?:please|instead|then|now|also|and|finally|next|do\s+not|don['’]t|never|always|just|only)\b|^\W*(?:{_SAYING}|give|use|make|let|rate|accept|act|pretend|obey|translate|send|open|delete|reveal)\s",
    re.IGNORECASE,
)
_QUOTING = re.compile(
    r"(?:\b(?:such as|e\.g\.,?|for example,?|like|called|say(?:s|ing)?|contain(?:s|ing)?|read(?:s|ing)?|phrases?|strings?|sentences?|attacks?|inject\w*|prompts?|payloads?|jailbreak\w*|adversar\w+|attackers?|hidden)\b)[^.]{0,80}[\"“'‘«`][^\"”'’»`]*$",
    re.IGNORECASE,
)
_FOLLOWING = 3


def gives_orders(text: str) -> bool:
    """Whether a sentence turns to its reader, or to a program that reads it, with orders."""
    if _WRITTEN_OUT.search(text):
        return True
    if not _SIGN.search(text):
        return False
    # Inside quotation marks of a sentence that tells of such orders they are its subject.
    return any(not _QUOTING.search(text[: match.end()]) for match in _STRONG.finditer(text))


def giving_orders(passages: Sequence[Passage]) -> frozenset[int]:
    """The positions of those passages that give orders, with what goes on with them; references are not looked at."""
    found: set[int] = set()
    left, section = 0, -1
    for passage in _read(passages):
        if passage.section != section:
            left, section = 0, passage.section
        if gives_orders(passage.text):
            found.add(passage.position)
            left = _FOLLOWING
        elif left and _GOES_ON.search(passage.text):
            found.add(passage.position)
            left -= 1
        else:
            left = 0
    return frozenset(found)


def _read(passages: Iterable[Passage]) -> Iterable[Passage]:
    return (passage for passage in passages if passage.kind is not PassageKind.REFERENCE)

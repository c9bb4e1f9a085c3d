"""What a section is for, by its heading's words."""

from __future__ import annotations

import re

from carrel.domain.passage import SectionKind

_NUMBER = re.compile(
    r"^(?:(?:appendix|section|chapter|part)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})[.:)]?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[SectionKind, str], ...] = (
    (
        SectionKind.ABSTRACT,
        r"abstract|(executive )?summary|zusammenfassung|kurzfassung|résumé|resumen|resumo|riassunto|sommario|аннотация|摘\s*要|概\s*要|要\s*旨|요\s*약|초\s*록",
    ),
    (
        SectionKind.REFERENCES,
        r"references?( and notes| cited)?|bibliography|literature cited|works cited|literatur(verzeichnis)?|bibliographie|références( bibliographiques)?|bibliografía|referencias( bibliográficas)?|bibliografia|referências( bibliográficas)?|riferimenti( bibliografici)?|список (использованной )?литературы|литература|参\s*考\s*文\s*献|参考資料|引用文献|參\s*考\s*文\s*獻|참\s*고\s*문\s*헌",
    ),
    (
        SectionKind.APPENDIX,
        r"(.* )?appendi(x|ces)\b.*|supplement.*|supporting information|anhang\b.*|annexes?|附\s*录|付\s*録|부\s*록",
    ),
    (
        SectionKind.INTRODUCTION,
        r"introduction.*|overview|motivation( and .*)?|einleitung.*|einführung|introducción|introdução|introduzione|введение|引\s*言|绪\s*论|緒\s*論|序\s*論|はじめに|서\s*론",
    ),
    (
        SectionKind.RELATED,
        r".*(related|previous|prior|earlier|existing) (work|research|literature|approach|method|studies).*|(.* )?background.*|literature (review|survey)|(survey|review) of .*|preliminar.*|state[ -]of[ -]the[ -]art.*|stand der (technik|forschung)|verwandte arbeiten|état de l.art|travaux (antérieurs|connexes)|trabajos? relacionados?|相关工作|相關工作|関連研究|先行研究|관련\s?연구|선행\s?연구|обзор литературы",
    ),
    (
        SectionKind.CONCLUSION,
        r"(.* )?conclu(sions?|ding)\b.*|summary and .*|(closing|final) (remarks|thoughts)|fazit|schluss(folgerung(en)?|betrachtung)?|zusammenfassung und ausblick|conclusion(es|i)|conclusión|conclusão|conclusões|conclusione|заключение|выводы|结\s*[论语]|結\s*[論語]|おわりに|まとめ|결\s*론",
    ),
    (
        SectionKind.METHOD,
        r"(problem|task) (statement|formulation|definition|setting|set-?up|description).*|proofs?( of .*)?|notations?( and .*)?",
    ),
    (
        SectionKind.DISCUSSION,
        r"(.* )?(discussions?|limitations?|broader impacts?|future (work|directions|research)|outlook|implications|threats to validity)\b.*|ethic.*|(limits|limitations|risks|dangers) of .*|(potential|ethical|social|societal) .*\b(risks?|considerations?|impacts?)\b.*|open (questions|problems|challenges|issues).*|(strengths|advantages|merits) and .*|lessons learne[dt].*|challenges( .*)?|diskussion|ausblick|discusión|discussão|discussione|обсуждение|讨\s*论|討\s*論|考\s*察|논\s*의|고\s*찰",
    ),
    (
        SectionKind.RESULTS,
        r"(.* )?(results?|findings)\b.*|(.* )?(ablation|error analysis|comparison).*|ergebnisse|résultats|resultados|risultati|результаты|结\s*果|結\s*果|결\s*과",
    ),
    (
        SectionKind.EXPERIMENTS,
        r"(.* )?(experiment(s|al|ation)?|evaluations?|empirical|case stud(y|ies)|set-?up|datasets?|benchmarks?)\b.*|data|experimente|expériences|experimentos|esperimenti|эксперименты?|实\s*验|實\s*驗|実\s*験|評\s*価|실\s*험|평\s*가",
    ),
    (
        SectionKind.METHOD,
        r"(.* )?(methods?|methodolog(y|ies)|approach(es)?|models?|architectur(e|es|al)|algorithms?|frameworks?|implementations?|design|training|proposed .*|formulation|theor(y|ems?)|analysis|derivations?)\b.*|methoden?|méthod(e|es|ologie)|métodos?|metodología|metodi|методы?|方\s*法|提案手法|手\s*法|방\s*법|모\s*델",
    ),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_THANKS = re.compile(
    r"acknowledge?ment|funding|(author )?contributions?( statement)?$|author (contributions|notes)|(conflicts?|declarations?) of|competing interests|"
    r"(data|code|software) availability|availability of|keywords|index terms|ccs concepts|(table of )?contents$|about the authors?|"
    r"(author )?biograph|danksagung|remerciements|agradecimientos|благодарности|致\s*谢|謝\s*辞|감사의"
)
_APPENDIX = re.compile(r"appendix\b", re.IGNORECASE)
_SUMMARY = re.compile(r"(executive )?summary|zusammenfassung|résumé|resumen|resumo", re.IGNORECASE)


def kind_of(heading: str) -> SectionKind | None:
    """What a section is for, by its heading's words; None where they say nothing, OTHER where it is about none of it.

    A summary that has a number stands at the end, one without at the beginning.
    """
    if _APPENDIX.match(heading):
        return SectionKind.APPENDIX
    words = _NUMBER.sub("", heading, count=1).strip(" .:—–-").casefold()
    if _THANKS.match(words):
        return SectionKind.OTHER
    if _SUMMARY.fullmatch(words) and _NUMBER.match(heading):
        return SectionKind.CONCLUSION
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.fullmatch(words)), None)

"""Which language a sentence is in, and when an answer has left its language."""

from __future__ import annotations

import subprocess
import sys

import pytest

from carrel.digesting.language import language_of, leaves_language
from carrel.domain.languages import LANGUAGES

SENTENCES = {
    "ar": "نقترح طريقة جديدة تعالج المستندات الطويلة بشكل أسرع.",
    "zh": "结果表明，该方法在ImageNet上的准确率提高了3.2%。",
    "cs": "Navrhujeme novou metodu, která rychleji zpracovává dlouhé dokumenty.",
    "da": "Resultaterne viser, at nøjagtigheden forbedres med 3,2 % på ImageNet.",
    "nl": "De resultaten tonen dat de nauwkeurigheid met 3,2% verbetert.",
    "en": "We propose a sparse attention layer and show that it is faster on long documents.",
    "fi": "Tulokset osoittavat, että tarkkuus paranee 3,2 % ImageNet-aineistolla.",
    "fr": "Le modèle est entraîné avec des couches Transformer.",
    "de": "Das Modell wird mit Transformer-Schichten und LoRA trainiert.",
    "el": "Τα αποτελέσματα δείχνουν ότι η ακρίβεια βελτιώνεται κατά 3,2 % στο ImageNet.",
    "he": "אנו מציעים שיטה חדשה המעבדת מסמכים ארוכים מהר יותר.",
    "hi": "परिणाम बताते हैं कि सटीकता ImageNet पर 3.2% बढ़ती है।",
    "hu": "Új módszert javaslunk, amely gyorsabban dolgozza fel a hosszú dokumentumokat.",
    "id": "Kami mengusulkan metode baru yang memproses dokumen panjang dengan lebih cepat.",
    "it": "Il modello viene addestrato con strati Transformer.",
    "ja": "本研究では BERT と Transformer を用いた。",
    "ko": "결과는 ImageNet에서 정확도가 3.2% 향상되었음을 보여준다.",
    "no": "Resultatene viser at nøyaktigheten forbedres med 3,2 % på ImageNet.",
    "fa": "نتایج نشان می‌دهد که دقت در ImageNet به میزان ۳٫۲ درصد بهبود می‌یابد.",
    "pl": "Wyniki pokazują, że dokładność wzrasta o 3,2% na zbiorze ImageNet.",
    "pt": "Propomos um novo método de atenção que acelera a leitura de documentos longos.",
    "ro": "Propunem o metodă nouă care procesează mai rapid documentele lungi.",
    "ru": "Мы предлагаем новый метод, который быстрее обрабатывает длинные документы.",
    "es": "El modelo se entrena con capas Transformer y adaptadores LoRA.",
    "sv": "Modellen tränas med Transformer-lager och utan etiketter.",
    "th": "ผลลัพธ์แสดงว่าความแม่นยำดีขึ้น 3.2% บน ImageNet",
    "tr": "Sonuçlar, doğruluğun ImageNet üzerinde %3,2 arttığını göstermektedir.",
    "uk": "Результати показують, що точність на ImageNet зростає на 3,2 %.",
    "vi": "Chúng tôi đề xuất một phương pháp mới xử lý các tài liệu dài nhanh hơn.",
}


def test_each_language_that_is_offered_is_told_from_the_others() -> None:
    assert {code: language_of(text) for code, text in SENTENCES.items()} == {code: code for code in LANGUAGES}


def test_no_sentence_leaves_its_own_language_and_each_leaves_a_distant_one() -> None:
    for code, text in SENTENCES.items():
        assert not leaves_language(text, code), text
        assert leaves_language(text, "fr" if code == "en" else "en"), text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "O(n^2) + x = 3",
        "θ θ λ λ μ μ σ σ φ φ ψ ψ ω ω ω ω ω ω ω ω ω",
        r"$\alpha + \beta \leq \gamma \cdot \mathrm{Wahrscheinlichkeit}$",
        "ResNet-50, VGG, BERT, ImageNet, GPT-4o",
        "Code: https://github.com/wir-sind-die-Leute/und-das-ist-alles",
        "Satz 3.",
    ],
)
def test_what_is_no_prose_is_in_no_language_and_leaves_none(text: str) -> None:
    assert not language_of(text)
    assert not leaves_language(text, "en")
    assert not leaves_language(text, "ja")


def test_names_and_terms_of_another_language_do_not_make_a_sentence_leave_its_own() -> None:
    for text in (
        "Kolmogorov, Szemerédi and Erdős studied the Wiener process and Gedankenexperimente.",
        "Lemma 2 (Hölder's inequality) gives the bound for all p and q.",
        "The corpus is Le Monde, El País and Die Zeit from 2012.",
        "The word 猫 is translated as cat by the model and 犬 as dog.",
    ):
        assert language_of(text) in {"en", ""}, text
        assert not leaves_language(text, "en"), text


def test_norwegian_does_not_leave_danish_nor_croatian_serbian() -> None:
    assert not leaves_language("Vi foreslår en ny metode som behandler lange dokumenter raskere.", "da")
    assert not leaves_language("Predlažemo novu metodu koja brže obrađuje duge dokumente.", "sr")


def test_nothing_is_left_where_no_language_is_expected() -> None:
    assert not leaves_language(SENTENCES["de"], "")


def test_scripts_decide_without_the_model() -> None:
    code = (
        "import sys; from carrel.digesting.language import language_of; "
        f"print(language_of({SENTENCES['ja']!r}), 'py3langid' in sys.modules, 'numpy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["ja", "False", "False"]


def test_plain_english_is_told_without_loading_a_model() -> None:
    text = "We show that the accuracy of these networks is improved by the layers which are trained with our method."
    script = (
        "import sys\nfrom carrel.digesting.language import language_of, leaves_language\n"
        f"print(language_of({text!r}), leaves_language({text!r}, 'fr'), 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["en", "True", "False"]

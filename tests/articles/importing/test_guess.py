import pytest

from articles.importing.guess import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The conference was held in Beijing and drew many guests.", "en"),
        ("La conferencia se celebró en Pekín y reunió a las universidades de los países.", "es"),
        ("大会在北京举行，SCUT 与 University of Nairobi 签署协议。来自三十多个国家的代表出席。", "zh-hans"),
        ("عقد المؤتمر في بكين بمشاركة جامعات من دول كثيرة", "ar"),
        ("Конференция прошла в Пекине", "ru"),
        ("会議は北京で開かれました", "ja"),
        ("회의가 베이징에서 열렸다", "ko"),
        ("La conférence est ouverte dans la ville pour les pays et une université", "fr"),
        ("", "en"),
    ],
)
def test_the_language_is_guessed_from_script_and_common_words(text, language):
    assert language_of(text) == language

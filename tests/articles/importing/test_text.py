"""Plain text: what each line of a pasted page is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.text import tidy
from articles.importing.understand import understand
from articles.importing.understood import CreditRole, ImportRefused, Kind

K = Kind
BODY = "The universities signed an agreement in Beijing on Monday."


def read(*rows):
    return understand("\n".join(rows).encode(), "news.txt")


def kinds(*rows):
    return [(line.kind, line.text) for line in read(*rows).lines]


def test_a_line_is_tidied_without_losing_a_word():
    assert tidy("\ufeff Dr.\xa0LI\u200b  Wei\u3000") == "Dr. LI Wei"
    assert tidy("\u0007cafe\u0301\xad\x85") == "café"
    assert tidy("«\xa0Bonjour\xa0» dit-il\xa0!") == "«\xa0Bonjour\xa0» dit-il\xa0!"
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"


def test_a_chinese_page_is_understood():
    understood = read(
        "第二届国际会议在北京举行",
        "发布时间：2025-09-29 浏览次数：1,234 来源：国际处",
        "",
        "9月27日，第二届国际会议在北京举行，来自三十多个国家的代表出席。",
        "",
        "图为大会现场",
        "",
        "会议期间，多所高校签署了合作协议。（文/张三 图/李四）",
        "",
        "供稿单位：国际合作与交流处",
        "编辑/王五 初审/赵六",
        "上一篇：没有了",
    )

    assert [(line.number, line.kind, line.text) for line in understood.lines] == [
        (1, K.TITLE, "第二届国际会议在北京举行"),
        (2, K.DATE, "发布时间：2025-09-29 浏览次数：1,234 来源：国际处"),
        (4, K.PARAGRAPH, "9月27日，第二届国际会议在北京举行，来自三十多个国家的代表出席。"),
        (6, K.CAPTION, "图为大会现场"),
        (8, K.PARAGRAPH, "会议期间，多所高校签署了合作协议。"),
        (8, K.CREDIT, "（文/张三 图/李四）"),
        (10, K.CREDIT, "供稿单位：国际合作与交流处"),
        (11, K.CREDIT, "编辑/王五 初审/赵六"),
        (12, K.UNPLACED, "上一篇：没有了"),
    ]
    assert understood.language == "zh-hans"
    assert understood.dated_on.isoformat() == "2025-09-29"
    assert understood.read_count == 1234
    assert [(credit.role, credit.names) for credit in understood.credits] == [
        (CreditRole.SOURCE, ("国际处",)),
        (CreditRole.TEXT, ("张三",)),
        (CreditRole.PHOTOS, ("李四",)),
        (CreditRole.UNIT, ("国际合作与交流处",)),
        (CreditRole.EDITED, ("王五",)),
        (CreditRole.INITIAL_REVIEW, ("赵六",)),
    ]
    assert (understood.contributing_unit, understood.text_by, understood.photos_by) == (
        "国际合作与交流处",
        "张三",
        "李四",
    )


def test_text_and_photos_by_one_hand_are_both():
    understood = read("标题在这里", "2025-09-29", "", "正文在这里，是一句完整的话。", "", "图文/甲某 乙某")

    assert (understood.text_by, understood.photos_by) == ("甲某、乙某", "甲某、乙某")


@pytest.mark.parametrize(
    "row",
    [
        "Edited by ZHANG San",
        "Translated by ZHANG San",
        "编辑：张三",
    ],
)
def test_a_credit_is_taken_at_the_head_and_at_the_foot_but_not_in_the_middle(row):
    assert kinds("Title", row, "", BODY, "", row) == [
        (K.TITLE, "Title"),
        (K.CREDIT, row),
        (K.PARAGRAPH, BODY),
        (K.CREDIT, row),
    ]
    middle = read("Title", "", BODY, "", f"{row}.", "", BODY)
    assert [line.kind for line in middle.lines] == [K.TITLE, K.PARAGRAPH, K.PARAGRAPH, K.PARAGRAPH]
    assert middle.credits == ()


def test_a_sentence_that_begins_like_a_credit_stays_a_paragraph_even_at_the_end():
    sentence = "Edited by a committee of ten, the volume was presented on the second day."

    assert kinds("Title", "", BODY, "", sentence)[-1] == (K.PARAGRAPH, sentence)


def test_a_name_on_the_line_below_its_label_is_one_credit():
    assert kinds("Title", "", BODY, "", "Translated by", "", "SHI Weipeng", "", "Reviewed by", "AN Yufan")[2:] == [
        (K.CREDIT, "Translated by SHI Weipeng"),
        (K.CREDIT, "Reviewed by AN Yufan"),
    ]


@pytest.mark.parametrize(
    ("row", "kind", "note"),
    [
        ("Signing of the agreement", K.CAPTION, "A short line by itself that ends no sentence."),
        ("The rectors (from left) Li and Gómez", K.CAPTION, "A short line by itself that ends no sentence."),
        ("Photo: the rectors at work.", K.CAPTION, "It says that it describes a picture."),
        ("Figure 2 The main hall", K.CAPTION, "It says that it describes a picture."),
        ("图为签约现场。", K.CAPTION, "It says that it describes a picture."),
        ("△ 签约现场", K.CAPTION, "It says that it describes a picture."),
        ("一、会议概况", K.HEADING, "A short numbered line above a paragraph."),
        ("（二）签约", K.HEADING, "A short numbered line above a paragraph."),
        ("1. Background", K.HEADING, "A short numbered line above a paragraph."),
        ("## Background", K.HEADING, ""),
        ("### Details", K.SUBHEADING, ""),
        ("All were glad.", K.PARAGRAPH, ""),
        ("He said:", K.PARAGRAPH, ""),
        ("Was it good?", K.PARAGRAPH, ""),
        ("各位老师：", K.PARAGRAPH, ""),
        ("“We are glad.”", K.PARAGRAPH, ""),
        ("- a point of a list", K.BULLET, ""),
        ("• a point of a list", K.BULLET, ""),
        ("> quoted words", K.QUOTE, ""),
        ("* * *", K.UNPLACED, "A line of signs without words."),
        ("17", K.UNPLACED, "A number standing by itself."),
        ("分享到：微信 微博", K.UNPLACED, "A link or button of the old page."),
        ("Home > News > Article", K.UNPLACED, "A link or button of the old page."),
        ("【打印】【关闭】", K.UNPLACED, "A link or button of the old page."),
        ("w" * 170, K.PARAGRAPH, ""),
    ],
)
def test_a_line_between_paragraphs_is_judged_by_the_table(row, kind, note):
    line = read("Title", "2025-09-29", "", BODY, "", row, "", BODY).lines[3]

    assert (line.kind, line.note) == (kind, note)


def test_lines_of_one_block_are_no_captions():
    assert [kind for kind, _text in kinds("Title", "", BODY, "", "Guangzhou", "Beijing", "", BODY)] == [
        K.TITLE,
        K.PARAGRAPH,
        K.PARAGRAPH,
        K.PARAGRAPH,
        K.PARAGRAPH,
    ]


def test_many_short_lines_in_a_row_are_no_captions():
    rows = [text for name in ("Anna", "Bo", "Chen", "Dai") for text in (name, "")]

    assert {kind for kind, text in kinds("Title", "", BODY, "", *rows, BODY) if text in rows} == {K.PARAGRAPH}


def test_a_text_without_blank_lines_has_captions_too():
    assert kinds("Title here", "2025-09-29", BODY, "The rectors shake hands", BODY) == [
        (K.TITLE, "Title here"),
        (K.DATE, "2025-09-29"),
        (K.PARAGRAPH, BODY),
        (K.CAPTION, "The rectors shake hands"),
        (K.PARAGRAPH, BODY),
    ]


def test_lines_broken_at_the_width_of_a_screen_are_one_paragraph():
    rows = [
        "The universities of both countries signed an agreement on the",
        "joint training of engineers, which had been prepared for more",
        "than a year by two working groups.",
    ]

    assert kinds("Title", "", *rows, "", BODY) == [
        (K.TITLE, "Title"),
        (K.PARAGRAPH, " ".join(rows)),
        (K.PARAGRAPH, BODY),
    ]


def test_lists_quotations_and_tables_become_html():
    understood = read(
        "Title",
        "",
        BODY,
        "",
        "1. first",
        "2. second & last",
        "",
        "- one",
        "- two",
        "",
        "> said",
        "",
        "City\tGuests",
        "Lima\t10",
    )

    assert understood.body_html == "\n".join(
        [
            f"<p>{BODY}</p>",
            "<ol><li>first</li><li>second &amp; last</li></ol>",
            "<ul><li>one</li><li>two</li></ul>",
            "<blockquote><p>said</p></blockquote>",
            "<table><tbody><tr><td>City</td><td>Guests</td></tr><tr><td>Lima</td><td>10</td></tr></tbody></table>",
        ]
    )


def test_words_that_look_like_html_stay_words():
    assert read("Title", "", "Is 3 < 4 & <script>alert(1)</script> harmless?").body_html == (
        "<p>Is 3 &lt; 4 &amp; &lt;script&gt;alert(1)&lt;/script&gt; harmless?</p>"
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["2025-09-29", "Title", "", BODY], [K.DATE, K.TITLE, K.PARAGRAPH]),
        (["Title", "A second line of it", "2025-09-29", "", BODY], [K.TITLE, K.UNPLACED, K.DATE, K.PARAGRAPH]),
        (["Title", "date", "28/09/2025", BODY], [K.TITLE, K.DATE, K.DATE, K.PARAGRAPH]),
        (["Title", "2025-09-29", "10", "", BODY], [K.TITLE, K.DATE, K.READS, K.PARAGRAPH]),
        (["Title", "2025-09-29", "Hits: 10", "", BODY], [K.TITLE, K.DATE, K.READS, K.PARAGRAPH]),
        (["Title", "来源：国际处", "2025-09-29", "", BODY], [K.TITLE, K.UNPLACED, K.DATE, K.PARAGRAPH]),
        (["Title", "2025-09-29 International Office", "", BODY], [K.TITLE, K.DATE, K.PARAGRAPH]),
        ([BODY * 4], [K.PARAGRAPH]),
        (["Title of 2025-09-29 meeting", "", BODY], [K.TITLE, K.PARAGRAPH]),
        (["On 29 September 2025, the two universities met in Lima.", "", BODY], [K.TITLE, K.PARAGRAPH]),
    ],
)
def test_the_head_is_understood(rows, expected):
    assert [line.kind for line in read(*rows).lines] == expected


def test_a_date_under_a_signature_is_the_date_of_a_notice():
    understood = read("关于放假的通知", "", "各单位：国庆节放假八天。", "", "国际合作与交流处", "", "2025年9月29日")

    assert [(line.kind, line.text) for line in understood.lines] == [
        (K.TITLE, "关于放假的通知"),
        (K.PARAGRAPH, "各单位：国庆节放假八天。"),
        (K.PARAGRAPH, "国际合作与交流处"),
        (K.DATE, "2025年9月29日"),
    ]
    assert understood.dated_on.isoformat() == "2025-09-29"


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        ("05/06/2025", "“05/06/2025” may be read in two ways; it was read with the day first: 2025-06-05."),
        ("31/02/2025", "“31/02/2025” is not a day of the calendar."),
    ],
)
def test_a_doubtful_date_is_said(row, warning):
    assert warning in read("Title", row, "", BODY).warnings


def test_what_is_missing_is_said():
    assert read("Title", "", BODY).warnings == ("No date was found.",)
    assert read("Title", "2025-09-29").warnings == ("No text was found below the title.",)
    assert read(BODY * 4, "2025-09-29").warnings == ("No title was found.",)


def test_the_rest_of_a_line_with_a_date_is_said():
    assert (
        read("Title", "2025-09-29 International Office", "", BODY).lines[1].note == "Not placed: International Office"
    )


@given(st.text(st.characters(exclude_characters="\0"), max_size=400))
def test_no_line_of_any_text_is_dropped(text):
    try:
        understood = understand(text.encode("utf-8", "surrogatepass"), "any.txt")
    except ImportRefused:
        return
    if understood.format != "text":
        return
    words = "".join(character for character in tidy(text.replace("\n", " ")) if character.isalnum())
    shown = "".join(character for line in understood.lines for character in line.text if character.isalnum())
    numbered = "".join(character for character in words if not character.isdigit())
    # the numbers of a list are said by the list
    assert numbered == "".join(character for character in shown if not character.isdigit())

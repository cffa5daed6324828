import pytest

from articles.importing.credits import is_label_alone, take_credits
from articles.importing.understood import CreditRole as R


def said(text):
    credits, rest = take_credits(text)
    return [(credit.role, credit.names) for credit in credits], rest


@pytest.mark.parametrize(
    ("text", "role", "names"),
    [
        ("Translated by SHI Weipeng", R.TRANSLATED, ("SHI Weipeng",)),
        ("Translated by\xa0SHI Weipeng", R.TRANSLATED, ("SHI Weipeng",)),
        ("translated by Anna Li and Bo Chen", R.TRANSLATED, ("Anna Li", "Bo Chen")),
        ("Translated by: Anna Li, Bo Chen", R.TRANSLATED, ("Anna Li", "Bo Chen")),
        ("Translator: Anna Li", R.TRANSLATED, ("Anna Li",)),
        ("Translators: Anna Li & Bo Chen", R.TRANSLATED, ("Anna Li", "Bo Chen")),
        ("Initial Review by AN Yufan", R.INITIAL_REVIEW, ("AN Yufan",)),
        ("Initially reviewed by AN Yufan", R.INITIAL_REVIEW, ("AN Yufan",)),
        ("First reviewer: AN Yufan", R.INITIAL_REVIEW, ("AN Yufan",)),
        ("Second Review by AN Yufan", R.SECOND_REVIEW, ("AN Yufan",)),
        ("Final Review by WU\xa0Zhaosheng", R.FINAL_REVIEW, ("WU Zhaosheng",)),
        ("Final reviewer: WU Zhaosheng", R.FINAL_REVIEW, ("WU Zhaosheng",)),
        ("Reviewed by WU Zhaosheng", R.REVIEWED, ("WU Zhaosheng",)),
        ("Reviewed by the School of International Education", R.REVIEWED, ("the School of International Education",)),
        ("Edited by WU Zhaosheng.", R.EDITED, ("WU Zhaosheng",)),
        ("Editor-in-charge: WU Zhaosheng", R.EDITED, ("WU Zhaosheng",)),
        ("Proofread by WU Zhaosheng", R.PROOFREAD, ("WU Zhaosheng",)),
        ("Proofreader: WU Zhaosheng", R.PROOFREAD, ("WU Zhaosheng",)),
        ("Written by WU Zhaosheng", R.TEXT, ("WU Zhaosheng",)),
        ("By WU Zhaosheng", R.TEXT, ("WU Zhaosheng",)),
        ("Author: María del Carmen", R.TEXT, ("María del Carmen",)),
        ("Photos by WU Zhaosheng", R.PHOTOS, ("WU Zhaosheng",)),
        ("Photographer: WU Zhaosheng", R.PHOTOS, ("WU Zhaosheng",)),
        ("Text and photos by WU Zhaosheng", R.TEXT_AND_PHOTOS, ("WU Zhaosheng",)),
        ("Contributing unit: Office of Exchange and Cooperation", R.UNIT, ("Office of Exchange and Cooperation",)),
        ("翻译：张三", R.TRANSLATED, ("张三",)),
        ("译/张三", R.TRANSLATED, ("张三",)),
        ("翻译 | 张三", R.TRANSLATED, ("张三",)),
        ("初审：张三", R.INITIAL_REVIEW, ("张三",)),
        ("一审／张三", R.INITIAL_REVIEW, ("张三",)),
        ("复审：张三", R.SECOND_REVIEW, ("张三",)),
        ("终审：张三", R.FINAL_REVIEW, ("张三",)),
        ("审核：张三、李四", R.REVIEWED, ("张三", "李四")),
        ("编辑/张三", R.EDITED, ("张三",)),
        ("责任编辑：张 三", R.EDITED, ("张三",)),
        ("校对：张三", R.PROOFREAD, ("张三",)),
        ("图文/甲某 乙某", R.TEXT_AND_PHOTOS, ("甲某", "乙某")),
        ("图/文：张三", R.TEXT_AND_PHOTOS, ("张三",)),
        ("文字：张三", R.TEXT, ("张三",)),
        ("记者 张三", R.TEXT, ("张三",)),
        ("摄影/张三", R.PHOTOS, ("张三",)),
        ("供稿单位：国际合作与交流处", R.UNIT, ("国际合作与交流处",)),
        ("供稿：国际处", R.UNIT, ("国际处",)),
        ("来源：https://example.org/a", R.SOURCE, ("https://example.org/a",)),
        ("Traducido por Juan Pérez y Ana Gómez", R.TRANSLATED, ("Juan Pérez", "Ana Gómez")),
        ("Traducción: Juan Pérez", R.TRANSLATED, ("Juan Pérez",)),
        ("Revisión inicial: Juan Pérez", R.INITIAL_REVIEW, ("Juan Pérez",)),
        ("Revisión final por Juan Pérez", R.FINAL_REVIEW, ("Juan Pérez",)),
        ("Revisado por Juan Pérez", R.REVIEWED, ("Juan Pérez",)),
        ("Editado por Juan Pérez", R.EDITED, ("Juan Pérez",)),
        ("Texto y fotos: Juan Pérez", R.TEXT_AND_PHOTOS, ("Juan Pérez",)),
        ("ترجمة: أحمد علي", R.TRANSLATED, ("أحمد علي",)),
        ("Translated by", R.TRANSLATED, ()),
    ],
)
def test_a_credit_is_read_in_each_form(text, role, names):
    assert said(text) == ([(role, names)], "")


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("图文/甲 编辑/乙 初审/丙", [(R.TEXT_AND_PHOTOS, ("甲",)), (R.EDITED, ("乙",)), (R.INITIAL_REVIEW, ("丙",))]),
        ("（文/张三 图/李四）", [(R.TEXT, ("张三",)), (R.PHOTOS, ("李四",))]),
        ("文字：张三，图片：李四", [(R.TEXT, ("张三",)), (R.PHOTOS, ("李四",))]),
        ("撰稿：张三 | 摄影：李四；审核：王五", [(R.TEXT, ("张三",)), (R.PHOTOS, ("李四",)), (R.REVIEWED, ("王五",))]),
        ("编辑/校对：张三", [(R.EDITED, ("张三",)), (R.PROOFREAD, ("张三",))]),
        ("Text: Zhang San   Photos: Li Si", [(R.TEXT, ("Zhang San",)), (R.PHOTOS, ("Li Si",))]),
        ("Translated and edited by Li Si", [(R.TRANSLATED, ("Li Si",)), (R.EDITED, ("Li Si",))]),
        ("Written by Li Si and photographed by Wang Wu", [(R.TEXT, ("Li Si",)), (R.PHOTOS, ("Wang Wu",))]),
        ("来源：国际处 作者：张三", [(R.SOURCE, ("国际处",)), (R.TEXT, ("张三",))]),
    ],
)
def test_several_credits_on_one_line_are_told_apart(text, credits):
    assert said(text) == (credits, "")


def test_a_credit_keeps_the_line_as_it_was_printed():
    credits, _rest = take_credits("（文字：张三　图片：李四）")

    assert [credit.printed for credit in credits] == ["文字：张三", "图片：李四"]


@pytest.mark.parametrize(
    "text",
    [
        "Edited by the committee in 2019, the book became a standard.",
        "Edited by Springer Nature, the book appeared in Berlin.",
        "Translated by machine and then corrected, it was read by many.",
        "By 2030, the university will have doubled its places.",
        "By train they went to Beijing",
        "Photo: Main venue of the conference",
        "Reviewed by peers, the paper was published.",
        "编辑：本书由多位专家共同编写完成。全书共分五章",
        "The editor",
        "",
    ],
)
def test_a_sentence_that_begins_like_a_credit_is_none(text):
    assert take_credits(text) == ((), text)


def test_a_label_without_a_name_waits_for_the_next_line():
    assert [is_label_alone(text) for text in ("Translated by", "翻译：", "Translated by A Li", "Text")] == [
        True,
        True,
        False,
        False,
    ]

"""The words with which pages introduce a credit, in English, Spanish, Chinese and a little Arabic and French."""

from .understood import CreditRole as R

# "… by NAME": the colon may be missing.
# fmt: off
BY = (
    (R.INITIAL_REVIEW,  r"initial(?:ly)?\s+review(?:ed)?\s+by|first\s+review(?:ed)?\s+by|preliminary\s+review\s+by"),
    (R.SECOND_REVIEW,   r"second\s+review(?:ed)?\s+by"),
    (R.FINAL_REVIEW,    r"final(?:ly)?\s+review(?:ed)?\s+by|third\s+review\s+by|final\s+approval\s+by"),
    (R.TEXT_AND_PHOTOS, r"(?:text|words|story|written)\s*(?:and|&|/)\s*(?:photos?|photographs|pictures)\s+by"),
    (R.TRANSLATED,      r"translat(?:ed|ion)\s+by"),
    (R.REVIEWED,        r"review(?:ed)?\s+by|approved\s+by|checked\s+by"),
    (R.EDITED,          r"edit(?:ed|ing)\s+by"),
    (R.PROOFREAD,       r"proof-?read(?:ing)?\s+by"),
    (R.TEXT,            r"(?:written|text|words|story|reported|report)\s+by"),
    (R.PHOTOS,          r"(?:photo(?:s|graphs|graphed|graphy)?|pictures|images)\s+by"),
    (R.UNIT,            r"contributed\s+by|provided\s+by"),
    (R.INITIAL_REVIEW,  r"revisi[oó]n\s+inicial\s+(?:por|de)|primera\s+revisi[oó]n\s+(?:por|de)|revisión\s+preliminar\s+de"),
    (R.SECOND_REVIEW,   r"segunda\s+revisi[oó]n\s+(?:por|de)"),
    (R.FINAL_REVIEW,    r"revisi[oó]n\s+final\s+(?:por|de)|revisad[oa]\s+finalmente\s+por"),
    (R.TRANSLATED,      r"traducid[oa]\s+por|traducci[oó]n\s+(?:por|de)|traduit\s+par"),
    (R.REVIEWED,        r"revisad[oa]\s+por"),
    (R.EDITED,          r"editad[oa]\s+por"),
    (R.PROOFREAD,       r"corregid[oa]\s+por"),
    (R.TEXT_AND_PHOTOS, r"textos?\s+y\s+(?:fotos?|fotograf[ií]as?)\s+(?:por|de)"),
    (R.TEXT,            r"(?:textos?|escrito|redactado)\s+(?:por|de)"),
    (R.PHOTOS,          r"(?:fotos?|fotograf[ií]as?)\s+(?:por|de)"),
)

# "ROLE: NAME", "ROLE/NAME": the sign is needed.
COLON = (
    (R.INITIAL_REVIEW,  r"initial\s+review(?:er)?s?|first\s+review(?:er)?s?|初审|一审|初核|revisi[oó]n\s+inicial"
                        r"|primera\s+revisi[oó]n|مراجعة\s+أولية|المراجعة\s+الأولية"),
    (R.SECOND_REVIEW,   r"second\s+review(?:er)?s?|复审|二审|复核|segunda\s+revisi[oó]n"),
    (R.FINAL_REVIEW,    r"final\s+review(?:er)?s?|终审|三审|终核|签发|revisi[oó]n\s+final|مراجعة\s+نهائية|المراجعة\s+النهائية"),
    (R.TEXT_AND_PHOTOS, r"text\s*(?:and|&|/)\s*(?:photos?|pictures)|图文|文图|图\s?[/、]\s?文|文\s?[/、]\s?图|文字?[及和、/]图片"
                        r"|textos?\s+y\s+(?:fotos?|fotograf[ií]as?)"),
    (R.TRANSLATED,      r"translators?|translation|(?:英文|中文|西文)?翻译|译者|英译|编译|译文|译|traduc(?:tor|tora|tores|ci[oó]n)"
                        r"|traduction|traducteur|ترجمة"),
    (R.REVIEWED,        r"reviewers?|review|审核人?|审校|审阅|审稿|校审|核稿|审定|审读|审|revisi[oó]n|revisor(?:a|es)?|مراجعة"),
    (R.EDITED,          r"(?:executive\s+|managing\s+|web\s+)?editors?(?:[-\s]in[-\s]charge)?"
                        r"|责任编辑|网络编辑|英文编辑|责编|编辑|编校|编|edici[oó]n|editor(?:a|es)?|تحرير"),
    (R.PROOFREAD,       r"proof-?readers?|proof-?reading|责任校对|校对|校订|校|correcci[oó]n|corrector(?:a|es)?|تدقيق(?:\s+لغوي)?"),
    (R.UNIT,            r"contributing\s+unit|contributed|contributors?|供稿单位|投稿单位|来稿单位|供稿部门|供稿|单位"
                        r"|unidad(?:\s+colaboradora)?"),
    (R.SOURCE,          r"sources?|信息来源|稿件来源|文章来源|新闻来源|来源|转自|fuente|المصدر"),
    (R.PHOTOS,          r"photos?|photographs|photographers?|photography|pictures|images|图片|照片|摄影|摄像|供图|图|摄"
                        r"|fotos?|fotograf[ií]as?|fot[oó]graf[oa]s?|صور|تصوير"),
    (R.TEXT,            r"text|words|authors?|writers?|reporters?|correspondents?|文字|撰稿人?|撰文|撰写|作者|记者|通讯员|文稿|文"
                        r"|textos?|autor(?:a|es)?|redacci[oó]n|نص"),
    (R.OTHER,           r"发布者|发布人|上传者|录入者?|排版|设计|监制|策划|统筹|制作|总编辑?|主编"
                        r"|design(?:er)?|layout|producers?|diseño"),
)
# fmt: on

# "Translated and edited by NAME"
PARTICIPLES = {
    "translated": R.TRANSLATED,
    "edited": R.EDITED,
    "proofread": R.PROOFREAD,
    "reviewed": R.REVIEWED,
    "written": R.TEXT,
    "photographed": R.PHOTOS,
}

# Said without any sign at all: "By ZHANG San" at the start of a line, 记者 张三 with a space.
BARE = r"^(?:By|BY|Por|POR)\s+(?=\S)|(?:记者|通讯员)\s+"

# Words that are written small inside a name or the name of a unit.
# fmt: off
PARTICLES = frozenset((
    "de", "del", "la", "las", "los", "el", "y", "e", "da", "do", "dos", "das", "di", "du", "des", "le", "les", "et",
    "van", "von", "der", "den", "bin", "ibn", "al", "of", "and", "for", "the", "in", "at", "&",
))
# fmt: on
FIRST_PARTICLES = frozenset(("de", "del", "van", "von", "al", "bin", "el", "la", "the"))  # a name may begin with these

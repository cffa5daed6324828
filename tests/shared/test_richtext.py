"""The canonical form, what becomes of pasted text, and what hostile text cannot do: on the way in and again on the way out."""

import re
import time
import unicodedata
from html.parser import HTMLParser

import nh3
import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsroom.shared import richtext
from newsroom.shared.richtext import (
    Block,
    Cleaned,
    blocks,
    canonical_line,
    clean,
    excerpt,
    photo_ids,
    plain_text,
    render,
    sanitise,
)
from newsroom.shared.vocabulary import DROPPED, READ_AS, SILENT, VOCABULARY

# the canonical form

TAGS = {element.tag for element in VOCABULARY} | {*READ_AS, *DROPPED, *SILENT}
TAGS |= {
    "div",
    "span",
    "section",
    "font",
    "caption",
    "thead",
    "pre",
    "sup",
    "q",
    "del",
    "rt",
    "o:p",
    "option",
    "unknown",
}
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' href="https://example.edu/?a=1&b=2"',
        ' href="/news/1"',
        ' href="javascript:x"',
        ' data-photo="12"',
        ' data-photo="1 onload=x"',
        ' data-alt="a &quot;b&quot; <c>"',
        ' colspan="3" rowspan=2',
        ' scope="row"',
        ' start="4" type="a"',
        ' style="font-weight: bold; font-style: italic"',
        ' style="mso-list:l0 level2 lfo1"',
        ' style="mso-list:Ignore"',
        " class='x' onclick=y",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["  ", "\n", "\xa0\xa0", "　　", "1.", "·\xa0\xa0 x", "a)", "<", ">", "&", "&amp;", "&#0;", "\u0338", "e\u0301"]
    ),
    st.sampled_from(
        ["<!--", "-->", "<![if !x]>", "<![CDATA[", "<?x", "</", '"', "'", "</script", "&#13;", "\ud800", "中文", "نص"]
    ),
)
MARKUP = st.lists(
    st.one_of(
        st.builds("<{}{}>".format, st.sampled_from(sorted(TAGS)), ATTRIBUTES),
        st.builds("</{}>".format, st.sampled_from(sorted(TAGS))),
        TEXTS,
    ),
    max_size=25,
).map("".join)


@settings(max_examples=200)
@given(MARKUP)
@example("<table><tr><td><ul><li><figure><figcaption>x<table><td>y")
@example("<p>>\u0338</p><p>=<b>\u0338</b></p>")
@example("<ol><li>a</ol><ol start=2><li>b")
@example(
    '<p style="mso-list:l0 level1"><span style="mso-list:Ignore">i.</span>x<p style="mso-list:l0 level1"><span style="mso-list:Ignore">ii.</span>y'
)
def test_the_canonical_form_is_final(markup):
    once = sanitise(markup)

    assert sanitise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f\r]|\n|<p></p>|<li></li>|<(?:ul|ol|blockquote)></", once) == []
    assert once == once.strip()
    assert richtext.GUARD.clean(once) == once


@settings(max_examples=150)
@given(MARKUP)
def test_nothing_outside_the_vocabulary_comes_out_in_or_rendered(markup):
    for written in (
        sanitise(markup),
        str(render(markup, lambda photo, caption, alt: format_html("<figure>{}</figure>", caption))),
    ):
        found = Tags()
        found.feed(written)
        assert found.unknown == []


class Tags(HTMLParser):
    """Collects what the vocabulary does not have; the wrapper of tables is the renderer's own."""

    ALLOWED = {element.tag: set(element.attributes) for element in VOCABULARY} | {
        "section": {"class", "tabindex", "aria-label"}
    }

    def __init__(self):
        super().__init__()
        self.unknown = []

    def handle_starttag(self, tag, attributes):
        if tag not in self.ALLOWED or {name for name, _value in attributes} - self.ALLOWED[tag]:
            self.unknown.append((tag, attributes))
        self.unknown += [
            value for name, value in attributes if name == "href" and not re.match(r"https?://|mailto:|/(?!/)", value)
        ]

    def handle_comment(self, data):
        self.unknown.append(data)


WORD = st.text(alphabet="abcdefgh中文字ие", min_size=1, max_size=5)
HOLDERS = sorted(TAGS - {*DROPPED, *SILENT} - {"br", "q", "rt", "sup", "image"})


@settings(max_examples=150)
@given(
    st.recursive(
        WORD,
        lambda inside: st.builds(
            lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
            st.sampled_from(HOLDERS),
            st.lists(inside, max_size=4),
        ),
        max_leaves=15,
    )
)
def test_no_words_are_lost_when_tags_are_left_away(markup):
    before = re.sub(r"<[^>]*>", " ", markup).split()
    after = re.sub(r"<[^>]*>", " ", sanitise(markup)).split()

    assert sorted("".join(after)) == sorted("".join(before))


@pytest.mark.parametrize(
    "body",
    [
        "<p>One</p><p>Two <strong>strong <em>both</em></strong> <em>em</em></p>",
        '<p><a href="https://example.edu/?a=1&amp;b=2#c">x</a> <a href="/en/news/1/">y</a> <a href="mailto:a@example.edu?subject=b">z</a></p>',
        '<figure data-photo="12" data-alt="A &quot;bridge&quot; &lt;old&gt;"><figcaption>The <strong>bridge</strong></figcaption></figure>',
        "<figure><figcaption>Still to come</figcaption></figure>",
        '<ul><li>a<ul><li>b</li></ul></li></ul><p>x</p><ol start="3" type="a"><li><p>one</p><p>two</p></li></ol>',
        '<table><tbody><tr><th scope="col">A</th><th scope="col">B</th></tr><tr><td colspan="2"></td></tr><tr><td>x</td></tr></tbody></table>',
        "<blockquote><p>Quoted</p><ul><li>x</li></ul></blockquote><h2>Heading</h2><h3>Sub</h3>",
        "<p>10&nbsp;km, 张三　李四<br>next line</p>",
        "",
    ],
)
def test_what_is_canonical_stays_as_it_is(body):
    assert clean(body) == Cleaned(body)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        # tags of other programs
        (
            "<h1>A</h1><h4><b>B</b></h4><p><b>c</b><i>d</i></p>",
            "<h2>A</h2><h3>B</h3><p><strong>c</strong><em>d</em></p>",
        ),
        ("<div>one<div>two</div>three</div>", "<p>one</p><p>two</p><p>three</p>"),
        ("bare <font color=red>words</font>", "<p>bare words</p>"),
        ("a<br><br>b<br>c<br>", "<p>a</p><p>b<br>c</p>"),
        ("<pre>a\n  b\n\nc</pre>", "<p>a<br>b</p><p>c</p>"),
        ("<dl><dt>T</dt><dd>D</dd></dl>", "<p>T</p><p>D</p>"),
        ("H<sub>2</sub>O, 5 m<sup>2</sup>, 1<sup>st</sup>", "<p>H₂O, 5 m², 1st</p>"),
        ("<q>yes</q> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "<p>“yes” 漢(kan)</p>"),
        (
            '<b style="font-weight:normal"><p>a <span style="font-weight:700">b</span></p></b>',
            "<p>a <strong>b</strong></p>",
        ),
        # nothing empty, trimmed
        ("<p>&nbsp;</p><p></p><p><br></p><p>\u200b</p><p> x </p><h2> </h2><ul><li></li></ul>", "<p>x</p>"),
        ("<p>a  b&nbsp;&nbsp; c</p>", "<p>a b c</p>"),
        ("<p>　　首行缩进</p>", "<p>首行缩进</p>"),
        ("<p><strong>a </strong>b<strong> </strong>c</p>", "<p><strong>a</strong> b c</p>"),
        ("<p>cafe\u0301</p>", "<p>caf\u00e9</p>"),
        ("a\x00b\x07c&#8;&#x9f;\ufeff", "<p>abc\u0178</p>"),
        # lists
        ("<ul>x<li>y<ul><li>z</ul></ul>", "<ul><li>x</li><li>y<ul><li>z</li></ul></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<li>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("<ol><li>a</ol><ol start=2><li>b</ol><ol><li>c</ol>", "<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol>"),
        ("<ul><li><h2>x</h2></li></ul>", "<ul><li>x</li></ul>"),
        # tables
        (
            "<table><caption>Fees</caption><thead><tr><td>H</td></tr></thead><tr><td width=9>1</td></tr></table>",
            '<p>Fees</p><table><tbody><tr><th scope="col">H</th></tr><tr><td>1</td></tr></tbody></table>',
        ),
        (
            "<table><tr><td colspan=999999 rowspan=-1>a<td colspan=x>b</table>",
            '<table><tbody><tr><td colspan="50">a</td><td>b</td></tr></tbody></table>',
        ),
        (
            "<table><tr><td>a<table><tr><td>b<td>c</table></table>",
            "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p></td></tr></tbody></table>",
        ),
        ("<table><tr><td> </td></tr></table>", ""),
        # figures
        ("<figure data-photo=012><figcaption>x</figcaption></figure>", "<figure><figcaption>x</figcaption></figure>"),
        ("<figure data-photo='1 onload'></figure><figure data-photo=-1></figure>", ""),
        (
            "<p>a<figure data-photo=3><p>one<p>two</figure>b",
            '<p>a</p><figure data-photo="3"><figcaption>one<br>two</figcaption></figure><p>b</p>',
        ),
        (
            "<ul><li>a<figure data-photo=3></figure></li><li>b</li></ul>",
            '<ul><li>a</li><li>b</li></ul><figure data-photo="3"></figure>',
        ),
        (
            "<figure><table><tr><td>x</td></tr></table><figcaption>cap</figcaption></figure>",
            "<table><tbody><tr><td>x</td></tr></tbody></table><p>cap</p>",
        ),
        # links
        ("<a href='HTTPS://Example.edu/a b'>x</a>", '<p><a href="https://Example.edu/a%20b">x</a></p>'),
        ("<a href='#_ftn1'>x</a><a name=y>y</a><a href=' /z '>z</a>", '<p>xy<a href="/z">z</a></p>'),
        # what is not markup
        ("a < b && c > d", "<p>a &lt; b &amp;&amp; c &gt; d</p>"),
        ("<p>a<b", "<p>a&lt;b</p>"),
        ("x <!-- never closed", "<p>x &lt;!-- never closed</p>"),
    ],
)
def test_other_markup_is_read_as_what_it_means(source, kept):
    assert sanitise(source) == kept


# paste from the programs of an office

WORD_ITEM = (
    "<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;mso-add-space:auto;text-indent:-18.0pt;mso-list:l0 level{} lfo1'>"
    "<![if !supportLists]><span lang=EN-US style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>{}"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
    "<span lang=EN-US>{}<o:p></o:p></span></p>"
)


def test_a_paste_from_word():
    source = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta name=Generator content='Microsoft Word 15'>"
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><style>p.MsoNormal {margin:0}</style></head>"
        "<body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->"
        "<h1><span lang=EN-US>Report<o:p></o:p></span></h1>"
        "<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span style='mso-spacerun:yes'>&nbsp;</span>Bold</b> and <i>italic</i>"
        "<span style='color:red'> red</span><o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        + WORD_ITEM.format(1, "1.", "First")
        + WORD_ITEM.format(2, "a)", "Detail")
        + WORD_ITEM.format(2, "b)", "More")
        + WORD_ITEM.format(1, "2.", "Second")
        + WORD_ITEM.format(1, "\u00b7", "Point")
        + WORD_ITEM.format(1, "一、", "章")
        + "<p class=MsoNormal><!--[if gte vml 1]><v:shape><v:imagedata src='file:///C:/a.png'/></v:shape><![endif]-->"
        "<![if !vml]><img width=300 height=200 src='file:///C:/clip_image001.png' v:shapes='x'><![endif]></p>"
        "<p class=MsoNormal><del cite='mailto:x'>gone</del><ins cite='mailto:x'>come</ins></p><!--EndFragment--></body></html>"
    )

    assert clean(source) == Cleaned(
        "<h2>Report</h2><p><strong>Bold</strong> and <em>italic</em> red</p>"
        '<ol><li>First<ol type="a"><li>Detail</li><li>More</li></ol></li><li>Second</li></ol><ul><li>Point</li></ul>'
        "<p>一、 章</p><p>gonecome</p>",
        (
            "1 picture in the pasted text was not taken over: add it as a photo.",
            "1 passage that was struck out was kept as ordinary text: check whether it should stay.",
        ),
    )


def test_word_lists_that_arrive_as_plain_paragraphs():
    source = (
        "<p>1.&nbsp;&nbsp; One</p><p>2.&nbsp;&nbsp; Two</p><p>·&nbsp;&nbsp;&nbsp;Point</p><p>3. Three is a sentence</p>"
    )

    assert sanitise(source) == "<ol><li>One</li><li>Two</li></ol><ul><li>Point</li></ul><p>3. Three is a sentence</p>"


@pytest.mark.parametrize(
    ("labels", "opening"),
    [
        (["i.", "ii.", "iii.", "iv."], '<ol type="i">'),
        (["h)", "i)", "j)"], '<ol start="8" type="a">'),
        (["C.", "D."], '<ol start="3" type="A">'),
        (["5．", "6．"], '<ol start="5">'),
        (["o", "o"], "<ul>"),
        (["§", "\uf0b7"], "<ul>"),
    ],
)
def test_labels_of_word_make_one_list(labels, opening):
    written = sanitise("".join(WORD_ITEM.format(1, label, "x") for label in labels))

    assert written == opening + "<li>x</li>" * len(labels) + f"</{opening[1:3]}>"


def test_a_paste_from_wechat():
    source = (
        '<section data-tools="135编辑器" data-id="93415"><section style="margin:10px auto;text-align:center"><section style="display:inline-block">'
        '<section style="font-size:16px;font-weight:bold">会议召开</section></section></section>'
        '<section><p style="text-indent:2em;line-height:1.75em"><span style="font-size:15px;letter-spacing:1px">　　九月二十七日，'
        '<strong><span style="color:#c00">大会</span></strong>开幕。<br></span></p><p><br></p>'
        '<p><img class="rich_pages" data-src="https://mmbiz.qpic.cn/a" data-ratio="0.66" alt="图片"></p></section>'
        '<section><iframe class="video_iframe" data-src="https://v.qq.com/iframe/preview.html?vid=x"></iframe><mpvoice></mpvoice></section>'
        '<p style="display:none">\u200b</p></section>'
    )

    assert clean(source) == Cleaned(
        "<p>会议召开</p><p>九月二十七日，<strong>大会</strong>开幕。</p>",
        (
            "1 picture in the pasted text was not taken over: add it as a photo.",
            "1 recording was not taken over.",
            "1 embedded page (a map, a form, a player) was not taken over.",
        ),
    )


def test_everything_left_out_is_said_in_sentences():
    source = (
        "<img src=a><img src=b><img width=1 height=1 src=spy><video><p>old browser</video><math><mi>x</mi></math><input><input type=hidden>"
        "<textarea>typed</textarea><script>x</script><style>y</style><!-- z --><a href='javascript:x'>link</a><a href='file:///c'>file</a>"
    )

    assert clean(source) == Cleaned(
        "<p>linkfile</p>",
        (
            "2 pictures in the pasted text were not taken over: add them as photos.",
            "1 video was not taken over.",
            "1 formula was not taken over: write it as text.",
            "2 form fields were not taken over.",
            "1 script was not taken over.",
            "2 links were taken off and their words kept: only https, http, mailto and addresses on this site may be used.",
        ),
    )


def test_words_after_something_dropped_that_never_ends_are_kept():
    assert clean("<p>a<video>b<p>c") == Cleaned("<p>ab</p><p>c</p>", ("1 video was not taken over.",))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\nscript:alert(1)",
        "java&#x09;script:alert(1)",
        "&#106;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.edu/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example\\x",
        "https:evil",
        "https://",
        "https://user@evil.example/",
        "https://[bad",
        "https://a.b:99999999/",
        "about.html",
        "?x",
        "mailto:",
        "https://a/" + "x" * 3000,
    ],
)
def test_a_link_elsewhere_than_allowed_loses_its_address_and_keeps_its_words(href):
    cleaned = clean(f'<p>a <a href="{href}">word</a></p>')

    assert cleaned.html == "<p>a word</p>"
    assert len(cleaned.dropped) == 1


# hostile text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<p onclick="alert(1)" style="background:url(javascript:alert(1))">x</p>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    # markup that changes its meaning when it is parsed a second time
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<math><mtext><table><mglyph><style><math><table id="</table>"><img src onerror=alert(1)">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<a href="https://x/"><svg><title><a href="javascript:alert(1)">x</a></title></svg></a>',
    "<template><script>alert(1)</script></template>",
    '<textarea><p title="</textarea><img src=x onerror=alert(1)>"></textarea>',
    "<title><p title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<p title='</style><script>alert(1)</script>'><style>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    '<figure data-photo="1 onload=alert(1)" data-alt=\'" onload="alert(1)\'><figcaption>x</figcaption></figure>',
    '<figure data-photo="1&quot; onload=&quot;alert(1)"><figcaption>x</figcaption></figure>',
    "<figure data-alt='<img src=x onerror=alert(1)>'><figcaption><img src=x onerror=alert(1)>y</figcaption></figure>",
    '<td colspan="2 onclick=alert(1)">x</td>',
    "<table><tr><th scope='col\" onclick=\"alert(1)'>x</th></tr></table>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<a\x00 href='javascript:alert(1)'>x</a>",
    "<img/src=x/onerror=alert(1)>",
    '<a href="https://x/&quot; onmouseover=&quot;alert(1)">x</a>',
    "<p>\ud800<script\udfff>alert(1)</script></p>",
    "<base href='https://evil.example/'><a href='/x'>x</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example/><button formaction=javascript:alert(1)>x</button></form>",
]  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_is_harmless_on_the_way_in_and_out(source):
    def figure(photo, caption, alt):
        return format_html('<figure data-photo="{}" data-alt="{}">{}</figure>', photo or 1, alt or "x", caption)

    for written in (sanitise(source), str(render(source, figure))):
        found = Tags()
        found.feed(written)
        assert found.unknown == []
        assert sanitise(sanitise(written)) == sanitise(written)
        # a second, independent parser of HTML5 finds the same tags
        assert nh3.clean(written, tags=set(Tags.ALLOWED), attributes=Tags.ALLOWED, link_rel=None) == written


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 200_000 + "x" + "</div>" * 200_000,
        "<b>" * 200_000 + "x",
        "<ul><li>" * 100_000 + "x",
        "<table><tr><td>" * 60_000 + "x",
        "<figure><figcaption>" * 50_000 + "x",
        "<!--" * 200_000 + "x",
        "<a " * 200_000 + "x",
        "<" * 300_000 + "x",
        "".join(f"<font x={number}>" for number in range(20_000)) + "<p>x" * 20_000,
        "<script>" * 100_000 + "x",
        "&#" + "9" * 500_000 + ";x",
    ],
    ids=lambda source: source[:12],
)
def test_deep_or_broken_nesting_takes_seconds_at_most_and_is_canonical(source):
    started = time.process_time()
    once = sanitise(source)
    spent = time.process_time() - started

    assert "x" in once
    assert sanitise(once) == once
    assert spent < 20  # usually one or two; parsers that build a tree take minutes


# showing

FIGURES = '<p>a</p><figure data-photo="7" data-alt="A &quot;b&quot;"><figcaption>The <em>b</em></figcaption></figure><figure><figcaption>later</figcaption></figure>'


def test_render_gives_each_figure_to_its_template():
    seen = []

    def figure(photo_id, caption, alt):
        seen.append((photo_id, caption, alt))
        return format_html("<figure>{}</figure>", caption)

    shown = render(FIGURES, figure)

    assert seen == [(7, "The <em>b</em>", 'A "b"'), (None, "later", "")]
    assert shown == "<p>a</p><figure>The <em>b</em></figure><figure>later</figure>"
    assert isinstance(shown, SafeString)


def test_render_escapes_what_a_figure_returns_unsafe():
    assert render("<figure data-photo=1></figure>", lambda photo_id, caption, alt: "<script>") == "&lt;script&gt;"


def test_a_wide_table_can_be_scrolled_with_the_keyboard():
    with override("en"):
        shown = render("<table><tr><td>x</td></tr></table>", lambda *figure: "")

    assert shown == (
        '<section class="table-scroll" tabindex="0" aria-label="Table">'
        "<table><tbody><tr><td>x</td></tr></tbody></table></section>"
    )


def test_photos_are_named_once_in_their_order():
    body = "<figure data-photo=9></figure><figure data-photo=2></figure><figure data-photo=9></figure><figure data-photo=x></figure>"

    assert photo_ids(body) == [9, 2]


def test_blocks_tell_kind_words_and_form():
    body = '<h2>H</h2><p>a<br>b</p><ul><li>x<ul><li>y</li></ul></li></ul><figure data-photo="3" data-alt="alt"><figcaption>c</figcaption></figure>'

    assert blocks(body) == [
        Block("h2", "H", "<h2>H</h2>"),
        Block("p", "a\nb", "<p>a<br>b</p>"),
        Block("ul", "x\ny", "<ul><li>x<ul><li>y</li></ul></li></ul>"),
        Block(
            "figure",
            "c",
            '<figure data-photo="3" data-alt="alt"><figcaption>c</figcaption></figure>',
            photo_id=3,
            alt="alt",
        ),
    ]
    assert "".join(block.html for block in blocks(body)) == body


def test_plain_text_has_a_line_for_each_paragraph_item_and_row():
    body = (
        "<h2>H</h2><p>First para.</p><p>Second para.</p><ul><li>x</li></ul><table><tr><td>1</td><td>2</td></tr></table>"
        + FIGURES
    )

    assert plain_text(body) == "H\nFirst para.\nSecond para.\nx\n1\t2\na\nThe b\nlater"


@pytest.mark.parametrize(
    ("body", "width", "shown"),
    [
        ("<p>First para.</p><p>Second para.</p>", 100, "First para. Second para."),
        ("<h2>Title</h2><p>Words</p>" + FIGURES, 100, "Words a"),
        ("<p>One two three four</p>", 12, "One two…"),
        ("<p>One two three four</p>", 13, "One two…"),
        ("<p>One two three four</p>", 14, "One two three…"),
        ("<p>华南理工大学与秘鲁圣马科斯国立大学签署协议</p>", 11, "华南理工大…"),
        ("<p>第二届 ASEAN 论坛开幕，嘉宾致辞</p>", 16, "第二届 ASEAN 论…"),
        ("<p>一，二</p>", 5, "一…"),
        ("<p>Antidisestablishmentarianism</p>", 8, "Antidis…"),
        ("<p>don't stop-gap, ever more</p>", 18, "don't stop-gap…"),
        ("<p>e\u0301te\u0301 long</p>", 9, "été long"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_fits_its_width_and_cuts_at_words(body, width, shown):
    assert excerpt(body, width) == shown


@given(st.text(max_size=80), st.integers(min_value=4, max_value=60))
def test_an_excerpt_is_never_wider_than_asked(text, width):
    shown = excerpt(text.replace("<", ""), width)

    assert richtext.columns(shown) <= width
    assert "\n" not in shown


# plain lines


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" cafe\u0301 \r\n", "café"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a \x00\x07\u200b\ufeff b", "a b"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("\ud800x", "x"),
        ("　标题　", "标题"),
    ],
)
def test_a_line_has_one_stored_form(written, kept):
    assert canonical_line(written) == kept


@given(st.text())
def test_the_stored_form_of_a_line_is_final(text):
    once = canonical_line(text)

    assert canonical_line(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()

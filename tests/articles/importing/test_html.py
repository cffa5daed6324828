"""Pages of HTML: the main text, without what stands around it."""

import base64

import pytest

from articles.importing.understand import understand
from articles.importing.understood import ImportRefused, Kind

K = Kind
BODY = "The universities signed an agreement in Beijing on Monday."
PAGE = f"""<!DOCTYPE html>
<html><head><title>Two Universities Sign an Agreement - International Office</title><script>var a = "no";</script></head>
<body>
<div class="top"><a href="/">Home</a> | <a href="/news">News</a></div>
<nav><ul><li><a href="/x">Menu</a></li></ul></nav>
<h1 class="site">International Office</h1>
<div class="box">
  <h1 class="arti_title">Two Universities Sign an Agreement</h1>
  <p class="arti_metas"><span>发布者：张三</span><span>发布时间：2025-09-29</span><span>浏览次数：<span>123</span></span></p>
  <div class="wp_articlecontent">
    <p style="text-align: center"><img src="/a.jpg" alt="Ceremony"></p>
    <p style="text-align: center">Signing in the main hall</p>
    <p>On 27&nbsp;September, <b>two universities</b> signed an
       <a href="https://example.org/a?b=1&amp;c=2" onclick="x()">agreement</a>, <a href="javascript:alert(1)">not this</a>.</p>
    <h2><b>Background</b></h2>
    <ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>
    <ol><li>First</li></ol>
    <table><caption>Guests</caption><tr><th>City</th><th>Guests</th></tr><tr><td rowspan="2">Lima</td><td>10<br>or 11</td></tr></table>
    <figure><img src="data:image/png;base64,{base64.b64encode(b"png bytes").decode()}" alt="A tree"><figcaption>A <i>small</i> tree</figcaption></figure>
    <blockquote>Quoted words.</blockquote>
    <p style="display:none">Never shown</p>
    <p>Translated by Anna Li<br>Reviewed by Bo Wang</p>
  </div>
  <p>上一篇：前文</p>
  <p>Edited by Chen Zhao</p>
</div>
<footer>Copyright 2025</footer>
</body></html>"""


def test_a_page_of_a_university_is_understood():
    understood = understand(PAGE.encode(), "page.html")

    assert [(line.kind, line.text) for line in understood.lines] == [
        (K.TITLE, "Two Universities Sign an Agreement"),
        (K.DATE, "发布者：张三 发布时间：2025-09-29 浏览次数：123"),
        (K.PICTURE, "Ceremony (/a.jpg)"),
        (K.CAPTION, "Signing in the main hall"),
        (K.PARAGRAPH, "On 27 September, two universities signed an agreement, not this."),
        (K.HEADING, "Background"),
        (K.BULLET, "One"),
        (K.BULLET, "Inner"),
        (K.BULLET, "Two"),
        (K.NUMBERED, "First"),
        (K.CAPTION, "Guests"),
        (K.TABLE, "City | Guests / Lima | 10or 11"),
        (K.PICTURE, "A tree"),
        (K.CAPTION, "A small tree"),
        (K.QUOTE, "Quoted words."),
        (K.CREDIT, "Translated by Anna Li"),
        (K.CREDIT, "Reviewed by Bo Wang"),
        (K.CREDIT, "Edited by Chen Zhao"),
    ]
    assert understood.title == "Two Universities Sign an Agreement"
    assert understood.dated_on.isoformat() == "2025-09-29"
    assert understood.read_count == 123
    assert understood.body_html == "\n".join(
        [
            "<figure><figcaption>Signing in the main hall</figcaption></figure>",
            '<p>On 27 September, <strong>two universities</strong> signed an <a href="https://example.org/a?b=1&amp;c=2">'
            "agreement</a>, not this.</p>",
            "<h2>Background</h2>",
            "<ul><li>One</li><li>Inner</li><li>Two</li></ul>",
            "<ol><li>First</li></ol>",
            "<figure><figcaption>Guests</figcaption></figure>",
            "<table><tbody><tr><th>City</th><th>Guests</th></tr>"
            '<tr><td rowspan="2">Lima</td><td>10<br>or 11</td></tr></tbody></table>',
            '<figure data-import="0" data-alt="A tree"><figcaption>A <em>small</em> tree</figcaption></figure>',
            "<blockquote><p>Quoted words.</p></blockquote>",
        ]
    )
    assert [picture.content for picture in understood.pictures] == [b"png bytes"]
    assert understood.not_fetched == ("/a.jpg",)
    assert understood.left_out == ("Home | News", "International Office", "上一篇：前文", "Copyright 2025")
    assert understood.warnings == ("1 picture that the document only names was not fetched; upload it and choose it.",)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>A Long Enough Title - The Site</title>", f"<article><p>{BODY}</p></article>", "A Long Enough Title"),
        ("<title>大学签署协议_国际处</title>", f"<article><p>{BODY}</p></article>", "大学签署协议"),
        (
            '<title>x</title><meta property="og:title" content="From the meta">',
            f"<main><p>{BODY}</p></main>",
            "From the meta",
        ),
        ("", f"<main><h1>In the text</h1><p>{BODY}</p></main>", "In the text"),
        ("", f"<main><p>First line as title</p><p>{BODY}</p></main>", "First line as title"),
    ],
)
def test_the_title_is_found(head, body, title):
    page = f"<html><head>{head}</head><body>{body}</body></html>"

    assert understand(page.encode(), "a.html").title == title


@pytest.mark.parametrize(
    "content",
    [
        f"<div id='vsb_content_4'><p>{BODY}</p></div>",
        f"<div class='v_news_content'><p>{BODY}</p></div>",
        f"<article><p>{BODY}</p></article>",
        f"<main><p>{BODY}</p></main>",
        f"<div><div><p>{BODY}</p><p>{BODY}</p></div></div>",
        f"<table><tr><td><p>{BODY}</p><p>{BODY}</p></td></tr></table>",
    ],
)
def test_the_text_is_found_among_menus(content):
    menu = "<div class='menu'>" + "".join(f"<a href='/{n}'>Menu entry number {n}</a> " for n in range(30)) + "</div>"
    page = f"<html><body>{menu}<h1>Title</h1>{content}<div class='foot'>Address</div></body></html>"

    understood = understand(page.encode(), "a.html")

    assert {line.text for line in understood.lines if line.kind == K.PARAGRAPH} == {BODY}


@pytest.mark.parametrize(
    "table",
    [
        "<table>stray words of a table.</table>",
        f"<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td><p>{BODY}</p></td></tr></table>",
        "<table></table><p>And more words.</p>",
    ],
)
def test_tables_that_lay_out_a_page_are_walked_through(table):
    page = f"<html><body><h1>Title</h1><div><p>{BODY}</p>{table}</div></body></html>"

    assert understand(page.encode(), "a.html").body_html.startswith(f"<p>{BODY}</p>\n<")


def test_the_date_of_the_head_is_taken_when_the_page_shows_none():
    page = (
        '<html><head><meta property="article:published_time" content="2025-09-29T08:00:00+08:00"></head>'
        f"<body><article><h1>Title</h1><p>{BODY}</p></article></body></html>"
    )

    assert understand(page.encode(), "a.html").dated_on.isoformat() == "2025-09-29"


def test_a_mark_over_a_line_break_is_closed_on_each_line():
    page = (
        f"<article><h1>Title</h1><p>{BODY}</p><p>Some <b>bold<br>and <i>more</i></b><i></i> words here.</p></article>"
    )

    assert understand(page.encode(), "a.html").body_html.split("\n")[1:] == [
        "<figure><figcaption>Some <strong>bold</strong></figcaption></figure>",
        "<p><strong>and <em>more</em></strong> words here.</p>",
    ]


def test_nothing_dangerous_is_carried_over():
    page = (
        f"<article><h1>Title</h1><p>{BODY}</p><p onclick='x()' style='color:red'>Words <img src=x onerror=alert(1)>"
        "&lt;script&gt; <a href='java&#10;script:alert(1)'>link</a><svg><script>alert(2)</script></svg> end of it.</p>"
        "<iframe src='https://example.org'></iframe><object data=x>old</object></article>"
    )

    html = understand(page.encode(), "a.html").body_html

    assert (
        html == f"<p>{BODY}</p>\n<figure><figcaption>Words</figcaption></figure>\n<p>&lt;script&gt; link end of it.</p>"
    )


@pytest.mark.parametrize(
    "page", ["<html>", "<!DOCTYPE html>", "<p></p>", '<?xml version="1.0" encoding="utf-16"?><html></html>']
)
def test_a_page_without_words_is_refused(page):
    with pytest.raises(ImportRefused):
        understand(page.encode(), "a.html")


def test_entities_of_a_document_type_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    page = (
        f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{secret}">]>'
        f"<html><body><h1>Title</h1><p>{BODY} &e;</p></body></html>"
    )

    assert "secret words" not in understand(page.encode(), "a.html").body_html

"""The editor on a page of its own (editor_page.py), whose policy allows no inline script and no inline style."""

import pytest
from django.utils.http import urlencode

pytestmark = [pytest.mark.urls("tests.browser.editor_page"), pytest.mark.django_db]

FIGURE = '<figure data-photo="12" data-alt="A bridge"><figcaption>The <strong>bridge</strong></figcaption></figure>'
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  );
}"""


@pytest.fixture
def editor(visitor):
    """Opens the page: editor(body="<p>…</p>", language="ar") returns the visitor's page with the cursor in the text."""

    def open_page(*, options=None, **query):
        page = visitor(**(options or {})).page
        page.goto(f"/?{urlencode(query)}")
        page.locator(".prose-menubar button").first.wait_for()
        page.locator(".ProseMirror").focus()
        page.keyboard.press("Control+End")
        return page

    return open_page


def saved(page) -> str:
    with page.expect_navigation():
        page.click("#save")
    return page.locator("#saved").inner_text()


def paste(page, html="", text=""):
    page.evaluate(PASTE, [html, text])


def notices(page) -> list[str]:
    return page.locator(".editor-notice p").all_inner_texts()


@pytest.mark.parametrize(
    "body",
    [
        "<p>One</p><p>Two <strong>strong</strong> and <em>em</em>, <strong><em>both</em></strong></p>",
        '<h2>Heading</h2><p>A <a href="https://example.edu/a?b=1&amp;c=2">link with <strong>strong</strong> in it</a></p><h3>Sub</h3>',
        '<ul><li>one<ul><li>two</li></ul></li></ul><ol start="3"><li>three</li></ol><ol type="a"><li>x</li></ol>',
        "<blockquote><p>Quoted</p><ul><li>x</li></ul></blockquote>",
        '<table><tbody><tr><th scope="col">H</th><th scope="row">I</th></tr><tr><td colspan="2">x<br>y</td></tr></tbody></table>',
        FIGURE + "<p>after</p>",
        '<figure><figcaption>To come</figcaption></figure><figure data-photo="15"></figure>',
        "<p>10&nbsp;km – « é » 中文，　全角</p>",
    ],
)
def test_what_the_vocabulary_holds_goes_through_the_editor_unchanged(editor, body):
    page = editor(body=body)
    page.keyboard.type("x")
    page.keyboard.press("Backspace")

    assert saved(page) == body


def test_buttons_have_names_and_states_in_a_toolbar(editor):
    page = editor(body="<h2>Title</h2>")
    toolbar = page.get_by_role("toolbar", name="Formatting")

    heading = toolbar.get_by_role("button", name="Heading", exact=True)
    assert heading.get_attribute("aria-pressed") == "true"
    assert [
        name
        for name in toolbar.locator("button:visible").evaluate_all("all => all.map(one => one.ariaLabel)")
        if name != name.strip() or name[:1].islower()
    ] == []
    assert page.get_by_role("textbox", name="Text").get_attribute("lang") == "en"


def test_a_photo_is_chosen_described_and_captioned(editor):
    page = editor(body="<p>Before</p>")
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Photo with caption").click()
    dialog = page.get_by_role("dialog", name="Photo with caption")
    dialog.get_by_label("Photo 12 · Lin Yue").check()
    dialog.get_by_label("What the photo shows").fill("A stone bridge")
    dialog.get_by_label("Caption", exact=True).fill("The old bridge")
    dialog.get_by_role("button", name="Apply").click()
    page.locator(".editor-figure img").wait_for()
    page.keyboard.press("End")
    page.keyboard.type(", repaired")
    page.keyboard.press("Enter")
    page.keyboard.type("After")

    assert page.locator(".editor-figure img").count() == 1
    assert saved(page) == (
        '<p>Before</p><figure data-photo="12" data-alt="A stone bridge"><figcaption>The old bridge, repaired</figcaption></figure><p>After</p>'
    )


def test_a_figure_is_changed_by_clicking_on_it_and_keeps_the_marks_of_its_caption(editor):
    page = editor(body=FIGURE)
    page.locator(".editor-figure-picture").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Photo 15").check()
    dialog.get_by_label("What the photo shows").fill("A river")
    assert dialog.get_by_label("Caption", exact=True).count() == 0
    dialog.get_by_role("button", name="Apply").click()
    dialog.wait_for(state="detached")

    assert saved(page) == FIGURE.replace("12", "15").replace("A bridge", "A river")


def test_a_figure_is_removed_and_brought_back(editor):
    page = editor(body=FIGURE + "<p>x</p>")
    page.locator(".editor-figure-picture").click()
    page.get_by_role("button", name="Remove photo and caption").click()
    page.locator(".editor-figure").wait_for(state="detached")
    page.get_by_role("button", name="Undo").click()

    assert saved(page) == FIGURE + "<p>x</p>"


def test_without_photos_a_caption_is_written_for_one_to_come(editor):
    page = editor(**{"no-photos": "1"})
    page.get_by_role("button", name="Photo with caption").click()
    dialog = page.get_by_role("dialog")
    assert "has no photos yet" in dialog.inner_text()
    dialog.get_by_label("Caption", exact=True).fill("The signing")
    page.keyboard.press("Enter")

    assert saved(page) == "<figure><figcaption>The signing</figcaption></figure>"


def test_cancelling_changes_nothing(editor):
    page = editor(body="<p>x</p>")
    page.get_by_role("button", name="Photo with caption").click()
    page.get_by_label("Caption", exact=True).fill("y")
    page.keyboard.press("Escape")

    assert saved(page) == "<p>x</p>"


def test_enter_while_a_word_is_being_composed_neither_leaves_the_caption_nor_closes_the_dialog(editor):
    page = editor(body="<figure data-photo='12'><figcaption>桥</figcaption></figure>")
    page.locator("figcaption").click()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "qiao", "selectionStart": 4, "selectionEnd": 4})
    client.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229})
    client.send("Input.insertText", {"text": "梁"})

    assert page.locator(".ProseMirror > p").count() == 0
    assert "梁" in page.locator("figcaption").inner_text()
    assert page.locator(".editor-figure").count() == 1


def test_word_lists_become_lists_and_pictures_are_counted(editor):
    item = (
        '<p class=MsoListParagraph style="margin-left:18pt;mso-list:l0 level{} lfo1"><!--[if !supportLists]--><span lang=EN-US>'
        '<span style="mso-list:Ignore">{}<span style="font:7.0pt Times">&nbsp;&nbsp;&nbsp; </span></span></span><!--[endif]-->{}<o:p></o:p></p>'
    )
    page = editor()
    paste(
        page,
        "<h1>Plan</h1>"
        + item.format(1, "1.", "First")
        + item.format(2, "·", "Detail")
        + item.format(1, "2.", "Second")
        + '<p class=MsoNormal><b>Bold</b> <img src="file:///C:/x.png"><span style="color:red">red</span><o:p>&nbsp;</o:p></p>'
        + '<p><img src="data:image/png;base64,AAAA"></p><iframe src="https://v.qq.com/x"></iframe>',
    )

    assert notices(page) == [
        "Pictures in the pasted text that were not taken over: 2. Add them as photos.",
        "Embedded pages that were not taken over: 1.",
    ]
    assert saved(page) == (
        "<h2>Plan</h2><ol><li>First<ul><li>Detail</li></ul></li><li>Second</li></ol><p><strong>Bold</strong> red</p>"
    )


def test_text_from_wechat_becomes_paragraphs(editor):
    page = editor()
    paste(
        page,
        '<section data-tools="135编辑器"><section style="margin:0"><section><p style="text-indent:2em"><span style="font-size:15px">　　九月二十七日，'
        "<strong>会议</strong>在北京举行。</span></p></section></section><section><p><br></p></section>"
        "<section><section><span>第二段</span></section></section></section>",
    )

    assert saved(page) == "<p>九月二十七日，<strong>会议</strong>在北京举行。</p><p>第二段</p>"


def test_bold_and_italic_said_by_a_style_are_kept(editor):
    page = editor()
    paste(
        page,
        '<b style="font-weight:normal" id="docs-internal-guid"><p><span style="font-weight:700">Bold</span> and '
        '<span style="FONT-STYLE: italic">italic</span>, the word style = "plain" as it is</p></b>',
    )

    assert saved(page) == '<p><strong>Bold</strong> and <em>italic</em>, the word style = "plain" as it is</p>'


def test_a_picture_alone_is_refused_with_the_reason(editor):
    page = editor(body="<p>x</p>")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["x"], "x.png", { type: "image/png" }));
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector(".ProseMirror").dispatchEvent(event);
        }"""
    )

    assert notices(page) == ["Pictures cannot be pasted or dropped into the text. Add them as photos."]
    assert saved(page) == "<p>x</p>"


def test_a_pasted_figure_keeps_its_caption_for_a_photo_to_come(editor):
    page = editor()
    paste(
        page,
        '<p>a</p><figure data-photo="9"><img src="/x.jpg" alt="X"><figcaption>The hall</figcaption></figure><p>b</p>',
    )

    assert saved(page) == '<p>a</p><figure data-alt="X"><figcaption>The hall</figcaption></figure><p>b</p>'


def test_hostile_paste_runs_nothing(editor):
    page = editor()
    page.evaluate("window.ran = 0")
    paste(
        page,
        '<p onclick="ran=1">x<img src=x onerror="ran=1"><svg onload="ran=1"></svg><a href="javascript:ran=1">y</a></p><script>ran=1</script>',
    )
    page.wait_for_timeout(200)

    assert page.evaluate("window.ran") == 0
    assert saved(page) == "<p>xy</p>"


def test_a_link_is_completed_and_a_bad_address_refused(editor):
    page = editor(body="<p>word</p>")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Address").fill("javascript:alert(1)")
    page.get_by_role("button", name="Apply").click()
    assert "This address cannot be used: javascript:alert(1)." in notices(page)[0]
    page.get_by_label("Address").fill("www.example.edu/a")
    page.get_by_role("button", name="Apply").click()

    assert saved(page) == '<p><a href="https://www.example.edu/a">word</a></p>'


def test_a_table_is_inserted_with_a_heading_row(editor):
    page = editor()
    page.get_by_role("button", name="Table", exact=True).click()
    page.keyboard.type("Name")

    assert saved(page) == (
        '<table><tbody><tr><th scope="col">Name</th><th scope="col"></th><th scope="col"></th></tr>'
        + "<tr><td></td><td></td><td></td></tr>" * 2
        + "</tbody></table>"
    )


def test_arabic_is_written_from_right_to_left_in_dark_colours(editor, visitor):
    page = editor(
        body="<p>مرحبا</p>" + FIGURE + "<ul><li>واحد</li></ul>", language="ar", options={"color_scheme": "dark"}
    )
    text = page.locator(".ProseMirror")

    page.locator(".editor-figure img").wait_for()
    assert (text.get_attribute("dir"), text.get_attribute("lang")) == ("rtl", "ar")
    assert saved(page) == "<p>مرحبا</p>" + FIGURE + "<ul><li>واحد</li></ul>"


def test_without_scripts_the_html_can_be_written(visitor):
    page = visitor(java_script_enabled=False).page
    page.goto("/")
    page.get_by_label("Text").fill("<div>Plain <b>words</b><script>x</script></div>")

    assert saved(page) == "<p>Plain <strong>words</strong></p>"

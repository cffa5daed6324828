"""Reading pages of numbers as a reader does: what stands there, and what the list behind a number has."""

import html as markup
import re


def html_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


def text_of(client, path, status=200):
    main = html_of(client, path, status).partition("<main")[2].partition("</main>")[0]
    # a tag stands between words, and where a number is a link before a comma too
    return re.sub(r" (?=[.,;:] |\.$)", "", " ".join(re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split()))


def unlinked(html: str) -> list[str]:
    """Numbers that stand in the text of a page and lead nowhere. Days are no numbers, nor are the labels of lines; what is quoted from
    the report of an event stands below the link to it."""
    main = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    no_numbers = ("a", "form", "h2", "script", "th", "time", "ul")
    for tag in no_numbers:
        main = re.sub(rf"<{tag}\b.*?</{tag}>", " ", main, flags=re.S)
    days = r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    return re.findall(r"\d+", re.sub(days, " ", re.sub(r"<[^>]+>", " ", main)))


def tables_of(client, path):
    """By caption: the lines of each table, by label, as [(number, address)]."""
    tables = {}
    for table in re.findall(r"<table.*?</table>", html_of(client, path), re.S):
        lines = {}
        for line in re.findall(r"<tr.*?</tr>", table.partition("<tbody>")[2], re.S):
            label = " ".join(re.sub(r"<[^>]+>", " ", re.search(r"<th.*?</th>", line, re.S)[0]).split())
            links = re.findall(r'<td><a href="([^"]+)">(\d+)</a></td>', line)
            assert line.count("<td") == len(links)
            lines[label] = [(int(number), markup.unescape(address)) for address, number in links]
        tables[re.search(r"<caption>(.*?)</caption>", table, re.S)[1]] = lines
    return tables


def numbers_of(client, path, caption):
    return {label: [number for number, _address in links] for label, links in tables_of(client, path)[caption].items()}


def links_of(client, path):
    return [link for lines in tables_of(client, path).values() for links in lines.values() for link in links]


def counted(client, address):
    """How many rows the list at an address has: it says so, and they stand there."""
    response = client.get(address)
    assert response.status_code == 200
    page = response.context["page"]
    assert page.paginator.num_pages == 1
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert len(re.findall(r"<h[23]><a ", main)) == page.paginator.count
    return page.paginator.count

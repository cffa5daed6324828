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
    return " ".join(re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split())


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

"""The rules of https://www.sitemaps.org/protocol.html, with what the search engines add: other languages and news. In RELAX NG, because
the published schemas leave open what stands beside them."""

from lxml import etree

START = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:x="http://www.w3.org/1999/xhtml" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<define name="address"><data type="anyURI"><param name="pattern">https?://[^/]+/.*</param><param name="maxLength">2048</param></data></define>
<define name="time"><choice><data type="date"/><data type="dateTime"><param name="pattern">.*(Z|[+-]\\d\\d:\\d\\d)</param></data></choice></define>
<define name="loc"><element name="s:loc"><ref name="address"/></element></define>
<define name="lastmod"><optional><element name="s:lastmod"><ref name="time"/></element></optional></define>
"""
PAGE = """<start><element name="s:urlset"><oneOrMore><element name="s:url">
<ref name="loc"/><ref name="lastmod"/>
<oneOrMore><element name="x:link"><attribute name="rel"><value>alternate</value></attribute>
<attribute name="hreflang"><choice><value>x-default</value><data type="language"/></choice></attribute>
<attribute name="href"><ref name="address"/></attribute></element></oneOrMore>
</element></oneOrMore></element></start></grammar>"""
INDEX = """<start><element name="s:sitemapindex"><oneOrMore><element name="s:sitemap">
<ref name="loc"/><ref name="lastmod"/></element></oneOrMore></element></start></grammar>"""
OF_NEWS = """<start><element name="s:urlset"><zeroOrMore><element name="s:url">
<ref name="loc"/><element name="n:news">
<element name="n:publication"><element name="n:name"><data type="string"><param name="minLength">1</param></data></element>
<element name="n:language"><data type="string"><param name="pattern">[a-z]{2,3}|zh-cn|zh-tw</param></data></element></element>
<element name="n:publication_date"><ref name="time"/></element>
<element name="n:title"><data type="string"><param name="minLength">1</param></data></element>
</element></element></zeroOrMore></element></start></grammar>"""

SITEMAP, SITEMAP_INDEX, NEWS = (etree.RelaxNG(etree.fromstring(START + each)) for each in (PAGE, INDEX, OF_NEWS))

"""What a table of organisations may hold, and how offices word it."""

from django.utils.translation import gettext_lazy as _

from newsroom.shared.identifiers import Scheme
from newsroom.shared.names import every_column
from partners.importing.columns import Field, in_languages
from partners.models import Organisation
from partners.vocabulary import OrganisationKind, OrganisationStatus

KINDS = {
    "大学": "university", "高校": "university", "高等院校": "university", "院校": "university", "college": "university",
    "企业": "company", "公司": "company", "enterprise": "company", "政府": "government", "政府机构": "government",
    "协会": "association", "学会": "association", "研究所": "institute", "研究院": "institute", "科研机构": "institute",
    "中学": "school", "学校": "school", "联盟": "network", "基金会": "funder", "foundation": "funder",
    "其他": "other", "其它": "other",
}  # fmt: skip
STATES = {"正常": "active", "存续": "active", "已撤销": "inactive", "closed": "inactive"}
NUMBER_HELP = _("The number of the record here, as in the exports. Empty for what is new.")

FIELDS = [
    Field("id", _("Number"), help=NUMBER_HELP),
    Field(
        "any_name",
        _("Name"),
        (
            "学校名称; 机构名称; 单位名称; 院校名称; 合作院校; 合作单位; 合作机构; 外方院校; 伙伴院校; 单位; 学校; institution; "
            "organisation; organization; partner; partner institution; university"
        ),
        help=_("In whichever language; columns for single languages follow."),
    ),
    *in_languages(
        "name",
        _("Name"),
        {
            "en": "英文名; 英文名称; 学校英文名称; 机构英文名称; 外文名称; name in english; english name",
            "zh-hans": "中文名; 中文名称; 学校中文名称; 机构中文名称; 中文译名; name in chinese; chinese name",
            "es": "西班牙文名称; name in spanish",
        },
    ),
    Field(
        "other_names",
        _("Other names"),
        "别名; 简称; 缩写; 曾用名; alias; aliases; acronym; abbreviation",
        help=_("Separated by semicolons. New ones are added; none is taken away."),
    ),
    Field("kind", _("Kind"), "性质; 机构类型; 单位性质; 类别; type", choices=OrganisationKind),
    Field("region_code", _("Code of country or region"), "国家代码; country code"),
    Field(
        "region",
        _("Country or region"),
        "国别; 国家; 国家/地区; 国家或地区; 国家地区; 所在国; 所在国家; 国别地区; country",
    ),
    Field("place", _("Place"), "城市; 所在城市; 所在地; city; location; town"),
    Field("parent", _("Belongs to"), "上级单位; 主管单位; 所属单位; parent"),
    Field("established", _("Established"), "成立时间; 建校时间; 成立年份; founded; 建校年份"),
    Field("status", _("State"), "存续状态", choices=OrganisationStatus),
    Field("website", _("Website"), "网址; 官网; 网站; web; homepage; url"),
    Field("ror", "ROR", "ror id"),
    Field("wikidata", "Wikidata", "wikidata id"),
    Field("note", _("Internal note"), "备注; 说明; notes; remarks; note"),
    Field("url", _("Address"), is_ignored=True),
]
NAMES = every_column(Organisation, "name")
REGISTERS = {"ror": Scheme.ROR, "wikidata": Scheme.WIKIDATA}

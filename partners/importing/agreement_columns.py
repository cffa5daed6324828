"""What a table of agreements may hold, and how offices word it."""

import re

from django.utils.translation import gettext_lazy as _

from newsroom.shared.names import every_column
from partners.importing.columns import Field, choice_of, in_languages
from partners.importing.organisation_columns import NUMBER_HELP
from partners.importing.written import NotUnderstood
from partners.models import Agreement
from partners.vocabulary import AgreementKind, AgreementStage, Binding, EffectiveRule, Level, Renewal, Scope, Term

KINDS = {
    "谅解备忘录": "mou", "合作谅解备忘录": "mou", "备忘录": "mou", "合作备忘录": "mou", "mou": "mou", "memorandum": "mou",
    "意向书": "loi", "合作意向书": "loi", "loi": "loi", "联合声明": "declaration", "框架协议": "framework",
    "合作框架协议": "framework", "校际协议": "cooperation", "校际合作协议": "cooperation", "合作协议": "cooperation",
    "合作协议书": "cooperation", "moa": "cooperation", "学生交换": "student_exchange", "学生交流": "student_exchange",
    "学生交换协议": "student_exchange", "学生交流协议": "student_exchange", "交换生协议": "student_exchange",
    "student exchange agreement": "student_exchange", "教师交流": "staff_exchange", "教师交流协议": "staff_exchange",
    "双学位": "dual_degree", "双学位协议": "dual_degree", "double degree": "dual_degree", "联合培养": "joint_degree",
    "联合培养协议": "joint_degree", "联合学位": "joint_degree", "科研合作": "research", "科研合作协议": "research",
    "联合实验室协议": "joint_lab", "其他": "other", "其它": "other",
}  # fmt: skip
LEVELS = {"校级": "university", "院级": "unit", "学院级": "unit", "系级": "unit"}
STAGES = {
    "已签署": "signed",
    "已签": "signed",
    "洽谈中": "negotiating",
    "拟签": "proposed",
    "已批准": "approved",
    "终止洽谈": "abandoned",
}
RENEWALS = {
    "自动续签": "tacit", "自动续约": "tacit", "自动延期": "tacit", "自动顺延": "tacit", "automatic": "tacit", "automatically": "tacit",
    "tacit": "tacit", "不续签": "none", "否": "none", "no": "none", "协商续签": "by_agreement",
}  # fmt: skip
TERMS = {
    "长期": "open_ended",
    "长期有效": "open_ended",
    "永久": "open_ended",
    "固定期限": "fixed",
    "不详": "not_reported",
}

FIELDS = [
    Field("id", _("Number"), help=NUMBER_HELP),
    Field("own_number", _("Our number"), "协议编号; 协议号; 合同编号; 文号; agreement number; agreement no; reference"),
    Field("any_title", _("Title"), "协议名称; 协议标题; 项目名称; agreement title; agreement; name of agreement; 协议"),
    *in_languages(
        "title",
        _("Title"),
        {"en": "协议英文名称; 英文标题; title in english", "zh-hans": "协议中文名称; 中文标题; title in chinese"},
    ),
    Field(
        "kind",
        _("Kind"),
        "协议类型; 协议类别; 合作类型; 类别; type; agreement type; type of agreement",
        choices=AgreementKind,
    ),
    Field(
        "parties",
        _("Parties"),
        "协议方; 缔约方; 签署方; 签约单位; 签约各方; parties to the agreement",
        help=_(
            "All of them, separated by semicolons, each by any of its names. New ones are added; none is taken away."
        ),
    ),
    Field(
        "partners",
        _("Partners"),
        (
            "合作院校; 合作学校; 合作单位; 合作机构; 合作方; 外方; 外方院校; 对方单位; 伙伴院校; 签约院校; partner; "
            "partner institution; partner university; institution"
        ),
        help=_("The parties besides our own organisation, which is added by itself."),
    ),
    Field(
        "region",
        _("Country or region of the partner"),
        "国别; 国家; 国家/地区; 国家或地区; 国家地区; 所在国; 所在国家; 国别地区; country; country or region",
        help=_("Tells partners of the same name apart; a new partner is entered with it."),
    ),
    Field(
        "signed",
        _("Signed"),
        (
            "签署日期; 签订日期; 签约日期; 签字日期; 签署时间; 签订时间; 签约时间; date signed; date of signing; "
            "signing date; signed on"
        ),
    ),
    Field("signed_at", _("Place of signing"), "签署地点; 签约地点; 签订地点"),
    Field(
        "signed_by",
        _("Signed by"),
        "签约人; 签署人; signatory; signatories",
        help=_("“Party: name (title)”, separated by semicolons."),
    ),
    Field(
        "our_signatory",
        _("Signed for us by"),
        "我方签约人; 我方签署人; 校方签约人; 校方签署人; 我校签约人; 中方签约人; our signatory",
    ),
    Field(
        "partner_signatory",
        _("Signed for the partner by"),
        "对方签约人; 外方签约人; 对方签署人; 外方签署人; partner signatory",
        help=_("“Name (title)”. Where there are several partners, use “Signed by”."),
    ),
    Field(
        "period",
        _("Period"),
        "有效期; 协议有效期; 有效期限; 起止时间; 起止日期; 协议期限; 合作期限; validity; period of validity; duration",
        help=_("2019.5–2024.5, 5 years, 长期, 自动续签, or several of these."),
    ),
    Field("effective_rule", _("Takes effect"), choices=EffectiveRule),
    Field("effective", _("In effect from"), "生效日期; 生效时间; 开始日期; 起始日期; effective date; start date; from"),
    Field("term", _("Term"), choices=Term),
    Field(
        "expires",
        _("Last day"),
        "到期日期; 到期时间; 截止日期; 终止时间; 失效日期; 结束日期; expiry date; expires; end date; until",
    ),
    Field("renewal", _("Renewal"), "续签; 是否自动续签; 续签方式; 续约", choices=Renewal),
    Field("notice_months", _("Notice in months")),
    Field("terminated", _("Terminated"), "终止日期; terminated on"),
    Field("level", _("Level"), "协议级别; 级别; 签约层级", choices=Level),
    Field("scope", _("Scope"), choices=Scope),
    Field("binding", _("Binding force"), choices=Binding),
    Field("stage", _("Stage"), "进展; 阶段; 签署状态", choices=AgreementStage),
    Field("archive_number", _("Archive number"), "归档号; 档案号; 存档编号"),
    Field("contacts", _("Contacts"), "联系人; 联系方式; contact; contact person"),
    Field("originals", _("Number of originals"), "份数; 正本份数"),
    Field("original_languages", _("Languages of the originals"), "协议语言; 文本语言; 语种"),
    Field("note", _("Internal note"), "备注; 说明; notes; remarks; note"),
    Field("status", _("Status"), "协议状态; 是否有效", is_ignored=True),
    Field("reason", _("Reason of the status"), is_ignored=True),
    Field("url", _("Address"), is_ignored=True),
]
TITLES = every_column(Agreement, "title")


def kinds_of(cell) -> list[str]:
    read = choice_of(AgreementKind, KINDS)
    if not isinstance(cell, str):
        return [read(each) for each in cell]
    try:
        return [read(cell)]
    except NotUnderstood:
        parts = [part for part in re.split(r"[\n;；、,，/]", cell) if part.strip()]
        if len(parts) < 2:
            raise
        return [read(part) for part in parts]

"""What a table of events may hold, and how offices word it."""

from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.vocabulary import Direction, EventKind, EventStatus, Mode, VisitLevel
from newsroom.shared.names import every_column
from partners.importing.columns import Field, in_languages
from partners.importing.organisation_columns import NUMBER_HELP

KINDS = {
    "会议": "conference", "国际会议": "conference", "论坛": "forum", "研讨会": "workshop", "培训": "workshop", "seminar": "workshop",
    "仪式": "ceremony", "签约仪式": "ceremony", "来访": "visit", "访问": "visit", "出访": "visit", "接待": "visit", "讲座": "lecture",
    "座谈": "meeting", "座谈会": "meeting", "会见": "meeting", "其他": "other", "其它": "other",
}  # fmt: skip
STATUSES = {
    "已举办": "held",
    "已举行": "held",
    "已结束": "held",
    "取消": "cancelled",
    "推迟": "postponed",
    "延期": "postponed",
    "筹备中": "announced",
}
MODES = {
    "线下": "onsite",
    "线上": "online",
    "线上线下结合": "hybrid",
    "线上线下": "hybrid",
    "in person": "onsite",
    "offline": "onsite",
}
DIRECTIONS = {"来访": "incoming", "出访": "outgoing", "incoming": "incoming", "outgoing": "outgoing"}
ROLES = {
    "指导单位": "guiding", "主办单位": "host", "主办": "host", "承办单位": "organiser", "承办": "organiser", "联合主办": "joint",
    "协办单位": "co_organiser", "协办": "co_organiser", "支持单位": "supporting", "赞助单位": "sponsor", "来访单位": "visitor",
    "参会单位": "participant", "参加单位": "participant",
}  # fmt: skip
# columns that hold organisations of one role
OF_ROLE = {
    "host": (_("Hosted by"), "主办单位; 主办方; 主办; host; hosts; organiser; organizer"),
    "organiser": (_("Organised by"), "承办单位; 承办方; 承办"),
    "co_organiser": (_("Co-organised by"), "协办单位; 协办方; 协办; co-organisers; co-organizers"),
    "supporting": (_("Supported by"), "支持单位; supporters"),
    "visitor": (_("Visitors"), "来访单位; 来访机构; visiting institution"),
}

FIELDS = [
    Field("id", _("Number"), help=NUMBER_HELP),
    Field(
        "any_name",
        _("Name"),
        "活动名称; 会议名称; 项目名称; 主题; event; event name; title",
        help=_("In whichever language; columns for single languages follow."),
    ),
    *in_languages(
        "name",
        _("Name"),
        {"en": "英文名称; 活动英文名称; 会议英文名称", "zh-hans": "中文名称; 活动中文名称; 会议中文名称"},
    ),
    *in_languages("short_name", _("Short name"), {}),
    *in_languages("theme", _("Theme"), {}),
    Field("kind", _("Kind"), "活动类型; 活动类别; 类别; type", choices=EventKind),
    Field("series", _("Series"), "系列活动; 所属系列"),
    Field("edition", _("Number in the series"), "届次; 第几届; edition"),
    Field("status", _("Status"), "活动状态", choices=EventStatus),
    Field(
        "period",
        _("Dates"),
        "活动时间; 会议时间; 举办时间; 起止时间; 日期; 时间; date",
        help=_("One day, or from the first to the last: 2025-09-27 – 2025-09-29."),
    ),
    Field("start", _("Begins"), "开始日期; 开始时间; 起始日期; start; start date; from"),
    Field("end", _("Ends"), "结束日期; 结束时间; 截止日期; end; end date; until"),
    Field("place", _("Place"), "地点; 城市; 举办地; 举办地点; 举办城市; city; location"),
    Field("region", _("Country or region"), "国别; 国家; 国家/地区; 国家或地区; country"),
    Field("any_venue", _("Venue"), "场地; 会场; 具体地点"),
    *in_languages("venue", _("Venue"), {}),
    Field("mode", _("Mode"), "举办方式; 举办形式; 形式", choices=Mode),
    Field(
        "organisations",
        _("Organisations"),
        help=_("“Role: organisation”, separated by semicolons. New ones are added; none is taken away."),
    ),
    *(Field(role, label, words) for role, (label, words) in OF_ROLE.items()),
    Field("figures", _("Figures"), help=_("As the pages show them: “over 120 participants”, separated by semicolons.")),
    Field(
        "participants",
        _("Number of participants"),
        "参会人数; 参加人数; 人数; participants; attendance",
        help=_("120, over 120, 约120人."),
    ),
    Field("direction", _("Direction of the visit"), "来访/出访; 访问方向", choices=Direction),
    Field("visit_level", _("Level of the visitors"), "来访级别", choices=VisitLevel),
    Field("headcount", _("Number of visitors"), "来访人数"),
    Field("website", _("Website"), "官网; 网站; homepage; url"),
    Field("note", _("Internal note"), "备注; 说明; notes; remarks; note"),
    Field("signed_there", _("Agreements signed there"), is_ignored=True),
    Field("url", _("Address"), is_ignored=True),
]
NAMES = every_column(Event, "name")
VENUES = every_column(Event, "venue")

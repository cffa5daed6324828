"""Who a publication names: fixed with it, derived from what was written and signed, never typed."""

from newsroom.accounts.models import User

WRITTEN, TRANSLATED = "written", "translated"


def person(name: str, unit: str) -> dict:
    return {"name": name, "unit": unit}


def printed(user: User, language: str) -> dict:
    return person(user.in_language("printed_name", language), user.in_language("unit", language))


def compose(*, is_source: bool, writers: list[dict], earlier: list[dict], signoffs) -> list[dict]:
    """The credits in printing order: who wrote, then each review.

    `writers` and the people of `earlier` (credits of the publication that this one replaces) are `{"name", "unit"}`; `signoffs` are the
    reviewers' signatures in the order of their stages. Of one name only the first is kept.
    """
    role = WRITTEN if is_source else TRANSLATED
    before = [someone for row in earlier if row["role"] == role for someone in row["people"]]
    people: dict[str, dict] = {}
    for someone in [*before, *writers]:
        if someone["name"]:  # an emergency does not wait for a name
            people.setdefault(someone["name"], someone)
    # the lines of an old site name people that nobody here knows; they stay
    rows = [row for row in earlier if "text" in row]
    rows += [{"role": role, "people": list(people.values())}] if people else []
    rows += [
        {"role": signoff.stage, "people": [person(signoff.printed_name, signoff.printed_unit)]} for signoff in signoffs
    ]
    return rows

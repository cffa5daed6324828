"""What the database refuses whoever asks: direct SQL and the ORM, in the engine that the tests run on."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from articles.models import Edition, Part, Publication, Revision, SignOff, StepTaken
from articles.workflow import PartRole
from newsroom.shared import guards
from tests.articles.workflow.attacks import APPEND_ONLY, SHIPPED, SQLITE, Office, attacks, insert_like, shipped, sql
from tests.articles.workflow.office import lent, made_once
from tests.articles.workflow.tables import snapshot
from tests.make import cast

pytestmark = pytest.mark.django_db


def goes_through(*statements: str) -> bool:
    """Whether the database takes them; nothing stays either way."""
    try:
        with transaction.atomic():
            # a foreign key would speak at the end; here the guards are asked
            sql(*([] if SQLITE else ["SET CONSTRAINTS ALL DEFERRED"]), *statements)
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    finally:
        if SQLITE:
            sql("PRAGMA recursive_triggers = ON")
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def one_office(django_db_setup, django_db_blocker, folder):
    with made_once(django_db_blocker, folder) as made:
        yield made


@pytest.fixture
def office(one_office, folder, settings):
    with lent(one_office, folder, settings.MEDIA_ROOT) as made:
        yield made


def test_every_guard_has_its_attack_and_its_own_name(office):
    assert len({guard.name for guard in SHIPPED}) == len(SHIPPED)
    assert sorted(attacks(office)) == sorted(shipped())


def test_each_guard_alone_refuses_its_attack_and_without_any_the_attack_succeeds(office):
    plans = attacks(office)
    with_all = {name for name, plan in plans.items() if goes_through(*plan)}
    guards.drop(connection)
    with_none = {name for name, plan in plans.items() if goes_through(*plan)}
    alone = set()
    for name, guard in shipped().items():
        with transaction.atomic():
            sql(*([guard.sqlite()] if SQLITE else guard.postgresql()))
            if goes_through(*plans[name]):
                alone.add(name)
            transaction.set_rollback(True)

    assert (with_all, set(plans) - with_none, alone) == (set(), set(), set())


# append-only, through the doors that Django has


MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.db_table in {*APPEND_ONLY, "articles_revision", "articles_proposal"}
]


def orm_attacks(model: type[models.Model]):
    row = model._default_manager.order_by("pk").first()
    name = next(f.name for f in model._meta.concrete_fields if not f.primary_key)
    everything = model._default_manager.all()
    yield "update", lambda: everything.update(**{name: getattr(row, name)})
    yield "bulk_update", lambda: model._default_manager.bulk_update([row], [name])
    yield "save", row.save
    yield "save under the same key", lambda: row.save(force_insert=True)
    yield "delete", row.delete
    yield "delete all", everything.delete
    yield "raw delete", lambda: everything._raw_delete(everything.db)
    yield (
        "bulk_create over it",
        lambda: model._default_manager.bulk_create(
            [row], update_conflicts=True, update_fields=[name], unique_fields=["pk"]
        ),
    )


def test_no_door_of_the_orm_changes_what_is_append_only(office):
    before, passed = snapshot(), []
    for model in MODELS:
        for name, attack in orm_attacks(model):
            try:
                with transaction.atomic():
                    attack()
                passed.append((model.__name__, name))
            except (IntegrityError, ProtectedError):
                pass

    assert (passed, snapshot() == before) == ([], True)


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL has no such statements")
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_replaces_nothing(office, recursive):
    passed = []
    for table in sorted({guard.table for guard in SHIPPED} - {"accounts_loghead"}):
        pragma = f"PRAGMA recursive_triggers = {recursive}"
        newest, oldest = f'(SELECT MAX(id) FROM "{table}")', f'(SELECT MIN(id) FROM "{table}")'
        for attack in (
            f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"',
            f'REPLACE INTO "{table}" SELECT * FROM "{table}" WHERE id = {oldest}',
            f'UPDATE OR REPLACE "{table}" SET id = {oldest} WHERE id = {newest}',
            f'UPDATE OR IGNORE "{table}" SET id = id + 100000 WHERE id = {newest}',
            f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE true ON CONFLICT DO UPDATE SET id = id',
        ):
            if goes_through(pragma, attack):
                passed.append(attack)

    assert passed == []


# one person, one part


def test_one_person_is_given_one_part_by_no_door(office):
    part = Part.objects.filter(edition=office.final, role=PartRole.WRITER).get()
    second = {"edition": part.edition, "cycle": part.cycle, "user": part.user}
    attempts = [
        lambda: Part.objects.create(**second, role=PartRole.FINAL_REVIEWER),
        lambda: Part.objects.bulk_create([Part(**second, role=PartRole.FINAL_REVIEWER)]),
        lambda: Part.objects.filter(pk=part.pk).update(role=PartRole.FINAL_REVIEWER),
        lambda: Part.objects.filter(edition=office.final).update(user=part.user),
        lambda: sql(insert_like("articles_part", part.pk, role="'final_reviewer'")),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()

    assert Part.objects.filter(**second).get() == part


def test_with_the_key_removed_one_person_gets_two_parts(office):
    part = Part.objects.filter(edition=office.final, role=PartRole.WRITER).get()
    attack = insert_like("articles_part", part.pk, role="'final_reviewer'")
    refused = not goes_through(attack)
    guards.drop(connection)
    with connection.schema_editor(atomic=False) if not SQLITE else _without_key():
        if not SQLITE:
            sql("ALTER TABLE articles_part DROP CONSTRAINT one_part_a_cycle")

    assert (refused, goes_through(attack)) == (True, True)


class _without_key:
    """SQLite keeps the key in the table's own text; inside a transaction that can only be done by hand."""

    def __enter__(self):
        (text,) = self._one("SELECT sql FROM sqlite_master WHERE name = 'articles_part'")
        assert "one_part_a_cycle" in text
        copy = text.replace('"articles_part"', '"part_copy"', 1)
        start = copy.index(', CONSTRAINT "one_part_a_cycle"')
        copy = copy[:start] + copy[copy.index(")", start) + 1 :]
        sql(copy, "INSERT INTO part_copy SELECT * FROM articles_part", "PRAGMA legacy_alter_table = ON")
        sql("ALTER TABLE articles_part RENAME TO part_old", "ALTER TABLE part_copy RENAME TO articles_part")

    def __exit__(self, *error):
        sql("PRAGMA legacy_alter_table = OFF")

    def _one(self, query):
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()


# nothing unsigned goes out


def unsigned(o: Office) -> dict[str, list[str]]:
    """Every way of publishing words that were not signed as they must be."""
    final, other = o.final, o.other_final
    initial_of = {edition.pk: o.signoff(edition, "initial_review") for edition in (final, other, o.second, o.published)}
    own = {"initial_id": initial_of[final.pk]}
    none = {"initial_id": "NULL", "second_id": "NULL", "final_id": "NULL"}
    signed = [o.final_signature(final), o.final_signature(other)]
    newest = o.newest("articles_signoff")
    own_final = f"(SELECT id FROM articles_signoff WHERE edition_id = {final.pk} AND stage = 'final_review')"
    writing = o.signoff(final, "writing")
    emergency = {**none, "kind": "'emergency'", "published_by_id": cast("manager").pk}
    legacy = {**none, "kind": "'legacy'", "legacy_import_id": o.legacy.live.legacy_import_id}
    return {
        "no signature": [o.publishing(final, **none)],
        "no final signature": [o.publishing(final, **own, final_id="NULL")],
        "no initial signature": [*signed, o.publishing(final, initial_id="NULL", final_id=own_final)],
        "the initial signature twice": [o.publishing(final, **own, final_id=initial_of[final.pk])],
        "the hand-in as the final signature": [o.publishing(final, **own, final_id=writing)],
        "the final signature twice": [*signed, o.publishing(final, initial_id=own_final, final_id=own_final)],
        "another edition's final signature": [*signed, o.publishing(final, **own, final_id=newest)],
        "another edition's initial signature": [
            *signed,
            o.publishing(final, initial_id=initial_of[other.pk], final_id=own_final),
        ],
        "both signatures of another edition": [
            o.publishing(final, initial_id=initial_of[o.published.pk], final_id=o.signoff(o.published, "final_review"))
        ],
        "another edition's words": [*signed, o.publishing(final, **own, final_id=own_final, revision_id=other.head_id)],
        "another round": [
            *signed,
            f"UPDATE articles_edition SET round = round + 1 WHERE id = {final.pk}",
            o.publishing(final, **own, final_id=own_final),
        ],
        "the round made up": [
            *signed,
            f"UPDATE articles_edition SET round = round + 1 WHERE id = {final.pk}",
            o.publishing(final, **own, final_id=own_final, round=final.round + 1),
        ],
        "another cycle": [
            *signed,
            f"UPDATE articles_edition SET cycle = cycle + 1 WHERE id = {final.pk}",
            o.publishing(final, **own, final_id=own_final, cycle=final.cycle + 1),
        ],
        "words of another revision": [
            o.publishing(o.returned, initial_id=o.signoff(o.returned, "initial_review"), final_id=own_final)
        ],
        "without the second review": [
            o.final_signature(o.second),
            o.publishing(o.second, initial_id=initial_of[o.second.pk], second_id="NULL", final_id=newest),
        ],
        "the initial signature as the second": [
            o.final_signature(o.second),
            o.publishing(
                o.second, initial_id=initial_of[o.second.pk], second_id=initial_of[o.second.pk], final_id=newest
            ),
        ],
        "the second review switched off": [
            f"UPDATE articles_edition SET second_review = {'0' if SQLITE else 'FALSE'} WHERE id = {o.second.pk}",
            o.final_signature(o.second),
            o.publishing(o.second, initial_id=initial_of[o.second.pk], second_id="NULL", final_id=newest),
        ],
        "a draft in final review's clothes": [
            f"UPDATE articles_edition SET stage = 'final_review' WHERE id = {o.initial.pk}",
            o.final_signature(o.initial),
        ],
        "an emergency without a reason": [o.publishing(final, **emergency, reason="''")],
        "an emergency by somebody else": [
            o.publishing(final, **emergency | {"published_by_id": cast("final").pk}, reason="'x'")
        ],
        "an emergency with signatures": [
            o.publishing(final, **emergency | {"initial_id": initial_of[final.pk]}, reason="'x'")
        ],
        "as if from an old site": [o.publishing(final, **legacy)],
        "as if from an old site, without an import": [o.publishing(final, **none, kind="'legacy'")],
        "imported words over words that are here": [
            insert_like("articles_revision", o.draft.head_id, number=99, kind="'legacy'", part_id="NULL")
        ],
        "a kind that there is not": [*signed, o.publishing(final, **own, final_id=own_final, kind="'other'")],
        "seen before it was decided": [
            *signed,
            o.publishing(final, **own, final_id=own_final, visible_from="'2020-01-01 00:00:00+00:00'"),
        ],
        "the live pointer to another edition's publication": [
            f"UPDATE articles_edition SET live_id = {o.first_of_twice.pk} WHERE id = {o.draft.pk}"
        ],
        "the next pointer to another edition's publication": [
            f"UPDATE articles_edition SET next_id = {o.first_of_twice.pk} WHERE id = {o.draft.pk}"
        ],
        "the live pointer back to what was withdrawn": [
            f"UPDATE articles_edition SET live_id = {o.withdrawn.publications.get().pk} WHERE id = {o.withdrawn.pk}"
        ],
        "the head pointer to another edition's words": [
            f"UPDATE articles_edition SET head_id = {o.published.head_id} WHERE id = {o.draft.pk}"
        ],
    }


def test_words_that_were_not_signed_are_published_in_no_way(office):
    plans = unsigned(office)
    before = snapshot()
    passed = [name for name, plan in plans.items() if goes_through(*plan)]

    assert (passed, snapshot() == before) == ([], True)


def test_the_same_statements_publish_what_was_signed(office):
    # so that the refusals above are refusals of what is wrong in them
    final = office.final
    plan = [
        office.final_signature(final),
        office.publishing(
            final, initial_id=office.signoff(final, "initial_review"), final_id=office.newest("articles_signoff")
        ),
    ]

    assert goes_through(*plan)


def test_check_constraints_are_not_the_only_lock(office):
    """SQLite lets a connection switch CHECK constraints off; the triggers stay."""
    if not SQLITE:
        pytest.skip("PostgreSQL has no such switch")
    final = office.final
    none = {"initial_id": "NULL", "final_id": "NULL"}
    try:
        sql("PRAGMA ignore_check_constraints = ON")
        passed = [
            kind
            for kind in ("reviewed", "legacy", "other")
            if goes_through(office.publishing(final, kind=f"'{kind}'", **none))
        ]
    finally:
        sql("PRAGMA ignore_check_constraints = OFF")

    assert passed == []


@pytest.mark.parametrize("role", [PartRole.SECOND_REVIEWER, PartRole.FINAL_REVIEWER])
@pytest.mark.parametrize("stage", ["draft", "initial", "final"])
def test_a_second_or_final_reviewer_writes_by_no_door(office, role, stage):
    edition = getattr(office, stage)
    part = Part.objects.create(edition=edition, cycle=edition.cycle, user=office.chief, role=role)
    head = edition.head
    fields = {
        field.name: getattr(head, field.name) for field in Revision._meta.concrete_fields if not field.primary_key
    }
    for attempt in (
        lambda: Revision.objects.create(**fields | {"part": part, "number": 99, "title": "Mine"}),
        lambda: Revision.objects.bulk_create([Revision(**fields | {"part": part, "number": 99})]),
        lambda: Revision.objects.filter(pk=head.pk).update(part=part),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()

    assert part.revisions.count() == 0


def test_a_redaction_without_an_order_that_two_carried_out_changes_nothing(office):
    head = office.published.head
    for attempt in (
        lambda: Revision.objects.filter(pk=head.pk).update(**Revision.blanked()),
        lambda: Revision.objects.filter(pk=head.pk).update(title=""),
        office.photo.redact,
        office.file.redact,
        # an order that was carried out lets through blank words and nothing else
        lambda: Revision.objects.filter(pk=office.twice.revisions.last().pk).update(title="Better words"),
        lambda: Revision.objects.filter(pk=office.twice.revisions.last().pk).update(digest="f" * 64),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_history_with_people_in_it_keeps_them(office):
    for username in ("translator", "initial", "final", "manager"):
        with pytest.raises(ProtectedError):
            cast(username).delete()


# the guards themselves


@pytest.mark.parametrize("damage", ["missing", "weaker", "disabled"])
def test_a_guard_that_is_missing_weaker_or_switched_off_is_found(office, damage):
    name, table = "guard_articles_signoff_update", SignOff._meta.db_table
    if SQLITE and damage == "disabled":
        pytest.skip("SQLite cannot switch a trigger off")
    if damage == "disabled":
        sql(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')
    else:
        sql(f'DROP TRIGGER "{name}"' + ("" if SQLITE else f' ON "{table}"'))
    if damage == "weaker":
        weaker = guards.Guard(table, "UPDATE", "update", "1 = 2", "")
        sql(*([weaker.sqlite()] if SQLITE else weaker.postgresql()))
    found = guards.problems(connection)
    guards.install(connection)

    said = "differs from the shipped one" if damage == "weaker" else "is missing"
    assert (found, guards.problems(connection)) == ([f"{name} {said}"], [])


def test_nothing_in_the_office_was_made_by_going_round(office):
    counts = [model.objects.count() for model in (Edition, Revision, SignOff, Publication, StepTaken)]

    assert min(counts) > 0
    assert guards.problems(connection) == []


def test_refusals_of_the_database_are_errors_of_integrity(office):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        sql("UPDATE articles_signoff SET round = 2")

    assert isinstance(refusal.value, DatabaseError)
    assert "append-only" in str(refusal.value)

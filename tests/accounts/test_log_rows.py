"""The history of rows is read in the reader's words, whoever saved them in whichever language."""

import pytest
from django.utils.translation import override

from newsroom.accounts.log_rows import row_label
from partners.models import Party


def kind(code):
    with override(code):
        return str(Party._meta.verbose_name)


@pytest.mark.parametrize(("writer", "reader"), [("en", "zh-hans"), ("zh-hans", "en"), ("en", "en")])
def test_kind_and_fields_are_in_the_readers_language_and_the_name_as_it_was(writer, reader):
    with override(reader):
        side = str(Party._meta.get_field("side").verbose_name)
        assert (
            row_label(f"+ {kind(writer)}: Norvale: College (of 1999)")
            == f"+ {kind(reader)}: Norvale: College (of 1999)"
        )
        said = row_label(f"± {kind(writer)}: Norvale (1999) (side, own_signed_on)")
    assert said.startswith(f"± {kind(reader)}: Norvale (1999) (")
    assert side.casefold() in said.casefold()
    assert "own_signed_on" not in said


@pytest.mark.parametrize("line", ["", "Norvale", "+ Norvale", "+ nobody: Norvale", "± nobody: Norvale (side)"])
def test_what_is_not_written_so_stays(line):
    assert row_label(line) == line

"""The denomination belongs to a series: imports and exports in 美元 and in 元 are two statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = ["source", "place_code", "subject", "measure", "price_basis"]
OLD, NEW = "uq_series_source_place_code_subject_measure_price_basis", "uq_series_key"
#: What a unit says of its currency, and the word kept; what is none of these is money at home, or no money.
FOREIGN = (("%美元%", "us_dollar"), ("%USD%", "us_dollar"), ("%港元%", "hong_kong_dollar"), ("%欧元%", "euro"))

MADE = (
    "INSERT INTO series (source, place, place_code, indicator, indicator_id, subject, measure, price_basis,"
    " denomination) SELECT source, place, place_code, indicator, indicator_id, subject, measure, price_basis, :d"
    " FROM series WHERE id = :s"
)


def upgrade() -> None:
    """Add the denomination, tell it from the units kept, and part series that held two."""
    with op.batch_alter_table("series") as table:
        table.add_column(sa.Column("denomination", WORDS, nullable=False, server_default=""))
        table.drop_constraint(OLD, type_="unique")
        table.create_unique_constraint(NEW, [*KEY, "denomination"])
    with op.batch_alter_table("series") as table:
        table.alter_column("denomination", server_default=None)
    for like, word in FOREIGN:
        _part(like, word)


def _part(like: str, word: str) -> None:
    """Give the vintages whose unit is of a currency a series of that currency; a series of no other becomes it."""
    c = op.get_bind()
    held = c.execute(sa.text("SELECT DISTINCT series_id FROM vintages WHERE unit LIKE :u ORDER BY 1"), {"u": like})
    for (series_id,) in held.fetchall():
        given = {"s": series_id, "u": like, "d": word}
        query = "SELECT COUNT(*) FROM vintages WHERE series_id = :s AND (unit IS NULL OR unit NOT LIKE :u)"
        if not c.execute(sa.text(query), given).scalar():
            c.execute(sa.text("UPDATE series SET denomination = :d WHERE id = :s AND denomination = ''"), given)
            continue
        c.execute(sa.text(MADE), given)
        new = c.execute(sa.text("SELECT MAX(id) FROM series")).scalar()
        moved = "UPDATE vintages SET series_id = :n WHERE series_id = :s AND unit LIKE :u"
        c.execute(sa.text(moved), {**given, "n": new})

"""Models of Flask-SQLAlchemy: tables are called by its rule."""

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

tags = db.Table(
    "tags",
    db.Column("tag_id", db.Integer, db.ForeignKey("tag.id"), primary_key=True),
    db.Column("page_id", db.Integer, db.ForeignKey("web_page.id"), primary_key=True),
)


class Stamped(db.Model):
    __abstract__ = True

    created = db.Column(db.DateTime, default=db.func.now(), nullable=False)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(80), unique=True, nullable=False)
    email = db.Column(db.String(120), unique=True, index=True)
    about = db.Column(db.Text, comment="What users say about themselves")


class WebPage(Stamped):
    id = db.Column(db.BigInteger, primary_key=True)
    title = db.Column(db.String(50), nullable=False)
    author_id = db.Column(db.Integer, db.ForeignKey("user.id", ondelete="SET NULL"))
    author = db.relationship("User", backref=db.backref("pages", lazy=True))
    tags = db.relationship("Tag", secondary=tags, lazy="subquery")


class HTTPLog(db.Model):
    """One request."""

    at = db.Column(db.DateTime(timezone=True), primary_key=True)
    number = db.Column(db.SmallInteger, primary_key=True)
    page_id = db.Column(db.BigInteger, db.ForeignKey(WebPage.id), nullable=False)
    took = db.Column(db.Interval)


class Tag(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.Unicode(30), nullable=False)
    __table_args__ = (db.UniqueConstraint("name", name="one_tag"), db.CheckConstraint("name <> ''"))

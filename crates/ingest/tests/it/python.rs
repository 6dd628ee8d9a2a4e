//! Models in Python: what the frameworks' own word (see `frameworks`) does not tell.

use std::path::Path;

use seedbed_ingest::{ReadOptions, Source, read_any};
use seedbed_schema::ValueWish;

use crate::{
    describe::{Case, told},
    robustness::{Choices, broken},
};

const SQLALCHEMY: &[Case] = &[
    (
        "docstrings, comments and doc= describe tables and columns",
        "
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Customer(Base):
    \"\"\"Who buys.

    Attributes:
    ----------
    name: nothing that concerns rows
    \"\"\"
    __tablename__ = 'customers'
    id = Column(Integer, primary_key=True)
    # The name on the invoice
    name = Column(String(40), nullable=False)
    mail = Column(String, doc='To write to')
    phone = Column(String, comment='With country code', doc='less telling')
    fax = Column(String, info={'description': 'Old'})
    city = Column(String)
    \"\"\"Where it lives.\"\"\"
",
        &[
            "customers: id integer! identity 1+1, name varchar(40)! -- The name on the invoice, \
             mail text -- To write to, phone text -- With country code, fax text -- Old, city \
             text -- Where it lives.",
            "  primary (id)",
            "  -- Who buys.",
        ],
    ),
    (
        "enumerations are stored by name, choices by value, and defaults follow",
        "
import enum
from sqlalchemy import Column, Enum, Integer, String
from sqlalchemy.orm import declarative_base
from sqlalchemy_utils import ChoiceType

class Size(str, enum.Enum):
    SMALL = 's'
    LARGE = 'l'

Base = declarative_base()

class Shirt(Base):
    __tablename__ = 'shirts'
    id = Column(Integer, primary_key=True)
    size = Column(Enum(Size), default=Size.LARGE, nullable=False)
    worn = Column(Enum(Size, values_callable=lambda e: [m.value for m in e], native_enum=False))
    cut = Column(ChoiceType([('a', 'A cut'), ('b', 'B cut')]))
    fit = Column(Enum('slim', 'wide', name='fit'), server_default='slim')
",
        &[
            "shirts: id integer! identity 1+1, size size! = 'LARGE', worn varchar(1), cut \
             varchar(255), fit fit = 'slim'",
            "  primary (id)",
            "  check worn IN ('s', 'l')",
            "  check cut IN ('a', 'b')",
        ],
    ),
    (
        "a class hierarchy in one table holds all columns, and only the known kinds",
        "
from sqlalchemy import Column, ForeignKey, Integer, String
from app.database import Base

class Employee(Base):
    __tablename__ = 'employees'
    id = Column(Integer, primary_key=True)
    kind = Column(String(20), nullable=False)
    __mapper_args__ = {'polymorphic_on': kind, 'polymorphic_identity': 'employee'}

class Engineer(Employee):
    language = Column(String(20))
    __mapper_args__ = {'polymorphic_identity': 'engineer'}
",
        &[
            "employees: id integer! identity 1+1, kind varchar(20)!, language varchar(20)",
            "  primary (id)",
            "  check kind IN ('employee', 'engineer')",
        ],
    ),
    (
        "what is not given is said, and costs only itself",
        "
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from app.settings import LONGEST
from app.types import Point
from app.database import Base, metadata

class Shop(Base):
    __tablename__ = 'shops'
    id = Column(Integer, primary_key=True)
    name = Column(String(LONGEST))
    place = Column(Point)
    owner_id = Column(Integer, ForeignKey('owners.id'))

legacy = Table('legacy', metadata, autoload_with=engine)
",
        &[
            "shops: id integer! identity 1+1, name text, place unknown, owner_id integer",
            "  primary (id)",
            "models.py:14:10: warning: the columns of legacy are read from a database: it is \
             left out",
            "models.py:10:12: warning: the limit of name is not known: app.settings.LONGEST is \
             not followed",
            "models.py:11:13: warning: the type of shops.place is not understood",
            "models.py:12:16: warning: shops.owner_id refers to owners.id, which is not among \
             the sources: it is filled as a plain column",
        ],
    ),
    (
        "a syntax error costs the statement that it is in",
        "
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class A(Base):
    __tablename__ = 'a'
    id = Column(Integer, primary_key=True)

def broken(:
    return 1

class B(Base):
    __tablename__ = 'b'
    id = Column(Integer, primary_key=True)
",
        &[
            "a: id integer! identity 1+1",
            "  primary (id)",
            "b: id integer! identity 1+1",
            "  primary (id)",
            "models.py:11:12: error: invalid syntax: ) is missing",
        ],
    ),
];

const DJANGO: &[Case] = &[
    (
        "choices and validators become conditions, labels and help texts descriptions",
        "
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

class Ticket(models.Model):
    class Priority(models.IntegerChoices):
        LOW = 1, 'can wait'
        HIGH = 3, 'at once'

    code = models.CharField(max_length=8, validators=[RegexValidator(r'^[A-Z]{2}-\\d+\\Z')])
    priority = models.IntegerField(choices=Priority.choices, default=Priority.LOW)
    state = models.CharField(max_length=6, choices=[('open', 'Open'), ('closed', 'Closed')], blank=True)
    stars = models.SmallIntegerField('how good', null=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    opened = models.DateTimeField(auto_now_add=True, help_text='When it came')
",
        &[
            "site_ticket: id bigint! identity 1+1, code varchar(8)!, priority integer! = 1 -- (1 \
             = can wait, 3 = at once), state varchar(6)! -- (open = Open, closed = Closed), \
             stars smallint -- how good, opened timestamp with time zone! -- When it came",
            "  primary (id)",
            "  check code ~ '^[A-Z]{2}-\\d+$'",
            "  check priority IN (1, 3)",
            "  check state IN ('open', 'closed', '')",
            "  check stars >= 1",
            "  check stars <= 5",
        ],
    ),
    (
        "what Django brings is known where it is referred to",
        "
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

class Vote(models.Model):
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    on = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveIntegerField()

    class Meta:
        db_table = 'votes'
        unique_together = [('by', 'on', 'object_id')]
",
        &[
            "django_content_type: id integer! identity 1+1, app_label varchar(100)!, model \
             varchar(100)!",
            "  primary (id)",
            "  unique (app_label, model)",
            "  -- The model that a generic reference leads to.",
            "votes: id bigint! identity 1+1, by_id integer!, on_id integer!, object_id integer!",
            "  primary (id)",
            "  unique (by_id, on_id, object_id)",
            "  references (by_id) -> auth_user(id) deferrable deferred",
            "  references (on_id) -> django_content_type(id) deferrable deferred",
            "  check votes_object_id_check object_id >= 0",
            "auth_user: is_superuser boolean! = FALSE -- Has all permissions, password \
             varchar(128)! -- Hashed password, last_login timestamp with time zone, username \
             varchar(150)! -- The name to log in with, first_name varchar(150)!, last_name \
             varchar(150)!, email varchar(254)!, is_staff boolean! = FALSE -- May log into the \
             administration, is_active boolean! = TRUE -- May log in, date_joined timestamp with \
             time zone!, id integer! identity 1+1",
            "  primary (id)",
            "  unique (username)",
        ],
    ),
    (
        "names that lead nowhere are said",
        "
from django.db import models

class Page(models.Model):
    author = models.ForeignKey('people.Author', on_delete=models.CASCADE)
    readers = models.ManyToManyField('people.Reader')
    body = SomethingField()

    class Meta:
        app_label = 'site'
        constraints = [models.CheckConstraint(condition=models.Q(length__magic=3), name='m')]
",
        &[
            "site_page: id bigint! identity 1+1, author_id bigint!, body SomethingField!",
            "  primary (id)",
            "site/models.py:7:12: warning: the type of site_page.body is not known: \
             SomethingField is not among the sources",
            "site/models.py:5:14: warning: site_page.author refers to people.author, which is \
             not among the sources: it is filled as a plain number",
            "site/models.py:11:24: warning: the condition of m of site_page is not understood",
            "site/models.py:6:15: warning: what site_page.readers refers to is not among the \
             sources: its table is left out",
        ],
    ),
];

#[test]
fn models_of_sqlalchemy_are_read_whole() {
    check("models.py", SQLALCHEMY);
}

#[test]
fn models_of_django_are_read_whole() {
    check("site/models.py", DJANGO);
}

#[test]
fn a_types_name_says_what_a_column_without_a_telling_name_holds() {
    let text = "
from django.db import models

class Lead(models.Model):
    contact = models.EmailField()
    email = models.EmailField()
    manual = models.URLField(max_length=90)
    note = models.CharField(max_length=20)
";
    let source = Source { name: "crm/models.py", text };
    let read = read_any(&[source], &ReadOptions::default()).expect("models");
    let table = &read.schema.tables()[0];
    let wished = |column: &str| match &read.wishes.column(&table.name, column)?.values {
        Some(ValueWish::Meaning(meaning)) => Some(meaning.name()),
        _ => None,
    };
    assert_eq!(wished("contact"), Some("email"));
    // Its name says so, and goes with the other columns of a person.
    assert_eq!(wished("email"), None);
    assert_eq!(wished("manual"), Some("url"));
    assert_eq!(wished("note"), None);
    assert_eq!(table.column("manual").map(|column| &*column.declared_type), Some("URLField(90)"));
}

fn check(name: &str, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (claim, text, expected) in cases {
        let found = told(name, text);
        if found != *expected {
            wrong.push(format!("{claim}\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Every model file that these tests and the examples have.
fn models() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("tests/frameworks/models"), root.join("../../examples/crm/models")];
    let mut texts = Vec::new();
    let mut next: Vec<_> = folders.to_vec();
    while let Some(folder) = next.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(&folder)
            .expect("a folder of models")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                next.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                texts.push(std::fs::read_to_string(&path).expect("UTF-8"));
            }
        }
    }
    texts
}

#[test]
fn broken_models_never_panic() {
    let mut choices = Choices::new(11);
    let texts = models();
    assert!(texts.len() > 8, "models to break");
    for text in &texts {
        for _ in 0..25 {
            let text = broken(text, &mut choices);
            let source = Source { name: "shop/models.py", text: &text };
            // Whatever comes of it: a schema, or what is wrong.
            let _ = read_any(&[source], &ReadOptions::default());
        }
    }
}

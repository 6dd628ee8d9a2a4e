//! Code, its builds, runs and the machines they run on.

use seedbed_generate::plan::EntityKind::Person;
use seedbed_generate::plan::{PatternSource, Source};

use super::{Field, Make, NUMBER, Rule, TEXT, choice, flat, rule};
use crate::subject::Subject as S;

/// Tables of source code and what is made of it.
const CODE: &str = "merge pull request build pipeline repository project deploy deployment \
             release commit ci job branch environment push changeset artifact";

/// Tables of what runs by itself.
const RUNS: &str = "scheduler job queue cron task schedule dag worker crontask workflow hook \
             trigger backup report alert sync import export";

pub(super) const RULES: &[Rule] = &[
    rule(
        "statement for a data base",
        "sql|sql query|query|sql text|* sql|statement|sql statement|query text|ddl|\
             last query|sql command|query sql|* query",
        TEXT,
        Make::Words(
            "SELECT * FROM orders WHERE status = 'open'|SELECT count(*) FROM users|UPDATE \
             products SET price = 19.90 WHERE id = 42|DELETE FROM sessions WHERE \
             expires_at < now()|SELECT name, email FROM customers ORDER BY name|INSERT \
             INTO tags (name) VALUES ('new')|SELECT category, sum(amount) FROM sales GROUP \
             BY category|CREATE INDEX ON orders (created_at)|SELECT id FROM invoices WHERE \
             paid_at IS NULL|ALTER TABLE users ADD COLUMN locale text",
        ),
    )
    .unless("url query|referrer query|search query|user query|natural query")
    .nulls(0.2),
    rule(
        "kind of a column",
        "data type|* data type|column type|col type|backend type|value type|field type|\
             type name|db type|sql type",
        TEXT,
        Make::With(column_type),
    ),
    rule(
        "collation",
        "collation|* collation",
        TEXT,
        Make::Choice(&[
            ("utf8mb4_unicode_ci", 50.0),
            ("utf8mb4_general_ci", 26.0),
            ("utf8_bin", 14.0),
            ("latin1_swedish_ci", 10.0),
        ]),
    )
    .of("column table database schema field"),
    rule(
        "data base",
        "database|database name|db|db name|dbase|database schema|catalog name|schema|\
             schema name",
        TEXT,
        Make::Words(
            "shop|crm|inventory|wordpress|analytics|billing|hr|app_production|app_staging|\
             reporting",
        ),
    )
    .about(KEPT)
    .nulls(0.1),
    rule(
        "table",
        "table name|* table name|backend table|source table|target table|entity table",
        TEXT,
        Make::Words(
            "users|orders|products|invoices|customers|payments|categories|sessions|\
             comments|addresses",
        ),
    )
    .nulls(0.2),
    rule(
        "branch",
        "branch|* branch|git branch|branch name|default branch|base branch|head branch",
        TEXT,
        Make::Words(
            "main|develop|feature/login|feature/search|fix/timeout|release/2.4|hotfix/cart|\
             chore/upgrade-deps|feature/export|fix/encoding",
        ),
    )
    .of(CODE)
    .nulls(0.1),
    rule(
        "branches by a pattern",
        "* branch filter|branch filter|branch pattern|* branches|ref pattern",
        TEXT,
        Make::Words("main|release/*|feature/*|*-stable"),
    )
    .nulls(0.6),
    rule(
        "git reference",
        "reference|git reference|head reference|base reference|source reference|tag|\
             tag name|git tag",
        TEXT,
        Make::Words("main|refs/heads/main|v1.4.2|v2.0.0|develop|refs/tags/v1.3.0|release/2.4"),
    )
    .of("ci build pipeline commit deployment release merge pull artifact"),
    rule(
        "message of a commit",
        "commit message|message|comments|comment|* commit message|description|log \
             message",
        TEXT,
        Make::Words(
            "Fix timeout in export|Add dark mode|Update dependencies|Refactor login|Remove \
             unused code|Add tests for the parser|Handle empty input|Improve error \
             messages|Correct typo in the docs|Bump version to 2.4.1|Speed up search|\
             Translate missing texts",
        ),
    )
    .of("commit changeset revision"),
    rule(
        "message of a commit",
        "commit message|* commit message|merge message",
        TEXT,
        Make::Words(
            "Apply suggestions|Merge branch 'develop' into 'main'|Apply reviewed changes|\
             Fix formatting",
        ),
    )
    .nulls(0.5),
    rule(
        "hash of a commit",
        "revision|sha|* sha|commit|commit id|commit hash|scm id|head commit|changeset",
        TEXT,
        Make::With(commit),
    )
    .of(CODE)
    .nulls(0.2),
    rule(
        "who committed",
        "committer|committer name|author|author name|pusher",
        TEXT,
        Make::Part(Person, "full_name"),
    )
    .of(CODE),
    rule(
        "package",
        "package|package name|dependency|library|library name|module name|component|\
             affected component",
        TEXT,
        Make::Words(
            "lodash|requests|openssl|log4j-core|express|django|rails|serde|\
             jackson-databind|numpy|react|curl|zlib|spring-core|axios",
        ),
    )
    .beside(VERSIONED),
    rule(
        "source of packages",
        "ecosystem|package manager|package type|registry type|package ecosystem",
        TEXT,
        Make::Words("npm|PyPI|Maven|RubyGems|Go|crates.io|NuGet|Packagist"),
    ),
    rule(
        "address of a package",
        "purl|package url",
        TEXT,
        Make::Templates(&[
            "pkg:npm/{noun}@{number:1-5}.{number:0-9}.{number:0-9}",
            "pkg:pypi/{noun}@{number:1-5}.{number:0-9}.{number:0-9}",
        ]),
    ),
    rule(
        "number of a weakness",
        "cve|cve id|cve number|cve ids",
        TEXT,
        Make::Pattern("CVE-202[0-5]-[1-4][0-9]{4}"),
    ),
    rule(
        "class of a weakness",
        "cwe|cwe id",
        TEXT,
        Make::Words("CWE-79|CWE-89|CWE-22|CWE-78|CWE-352|CWE-502|CWE-787|CWE-20"),
    ),
    rule(
        "vector of a weakness",
        "cvss vector|* cvss vector|vector string",
        TEXT,
        Make::Words(
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H|\
             CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N|\
             CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H|\
             CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N",
        ),
    ),
    rule(
        "severity from 0 to 10",
        "cvss|cvss score|cvss base score|base score",
        NUMBER,
        flat(2.1, 9.8),
    )
    .of("vulnerability cve advisory finding weakness"),
    rule(
        "weakness",
        "title|name|summary",
        TEXT,
        Make::Words(
            "SQL injection in search|Cross-site scripting in comments|Path traversal in \
             file upload|Denial of service by large input|Open redirect after login|Weak \
             random numbers in tokens|Missing check of permissions|Deserialization of \
             untrusted data|Memory corruption in parser",
        ),
    )
    .of("vulnerability cve advisory weakness"),
    rule(
        "how easily it is exploited",
        "exploitability|exploit maturity|exploit status",
        TEXT,
        Make::Words("unproven|proof of concept|functional|high"),
    ),
    rule(
        "class of an error",
        "exception type|exception class|error class|error type|exception name|* \
             exception type",
        TEXT,
        Make::Words(
            "ValueError|TypeError|TimeoutError|KeyError|NullPointerException|IOException|\
             ConnectionError|RuntimeException|AssertionError",
        ),
    )
    .nulls(0.1),
    rule(
        "error message",
        "exception value|exception message|error text|error detail|* error|merge error|\
             * error message|failure message|last error message",
        TEXT,
        Make::Pool("error_message"),
    )
    .nulls(0.6),
    rule(
        "stack trace",
        "exception|trace|traceback|stack trace|stacktrace|stack|backtrace|call stack|\
             error trace|* trace|* backtrace",
        TEXT,
        Make::With(stack_trace),
    )
    .nulls(0.3),
    rule(
        "place of an error",
        "culprit|location|function|code location|source location",
        TEXT,
        Make::Words(
            "app.views in checkout|app.models in save|api.orders in create|worker.tasks in \
             send_mail|billing.invoices in total|auth.session in refresh",
        ),
    )
    .of("error event crash exception issue sentry")
    .nulls(0.1),
    rule(
        "logger",
        "logger|logger name|log channel",
        TEXT,
        Make::Words("app.request|app.orders|root|worker|celery.task|security|sql|http.client"),
    ),
    rule(
        "part of a program that was asked",
        "transaction|endpoint|route|controller|handler",
        TEXT,
        Make::Words(
            "/api/orders|/api/users/{id}|/checkout|/login|/search|/api/invoices|GET \
             /reports|worker.send_mail",
        ),
    )
    .of("event error trace request span sentry")
    .nulls(0.2),
    rule(
        "library of a reporter",
        "sdk name|sdk|agent name",
        TEXT,
        Make::Words("sentry.python|sentry.javascript.browser|sentry.java|sentry.php|opentelemetry"),
    )
    .of("event error sentry trace span"),
    rule(
        "language of a program",
        "programming language|code language|platform|runtime|language",
        TEXT,
        Make::Words("python|javascript|node|php|java|ruby|go"),
    )
    .of("sentry error crash snippet submission repository function lambda"),
    rule(
        "stage of a pipeline",
        "stage|stage name|phase",
        TEXT,
        Make::Choice(&[("build", 26.0), ("test", 44.0), ("deploy", 20.0), ("lint", 10.0)]),
    )
    .of("ci build pipeline job"),
    rule(
        "job of a pipeline",
        "name|job name|build name|step name|label",
        TEXT,
        Make::Words(
            "unit-tests|lint|build|integration-tests|deploy-staging|deploy-production|docs|\
             package|security-scan|e2e-tests|format|migrate",
        ),
    )
    .of("ci build pipeline")
    .nulls(0.0),
    rule(
        "job of a program",
        "name|title|label",
        TEXT,
        Make::Words(
            "send_newsletter|cleanup_sessions|export_orders|sync_inventory|rebuild_index|\
             send_reminders|import_products|rotate_logs|refresh_prices|generate_reports|\
             fetch_mail",
        ),
    )
    .of("job")
    .beside(
        "last run|api action|run frequency|command|schedule|cron expression|handler|\
             next run",
    )
    .nulls(0.0),
    rule(
        "sender's name",
        "from name|* from name|sender display name|mail from name",
        TEXT,
        Make::Templates(&[
            "{company_noun} Support",
            "{company_noun} Newsletter",
            "Customer Service",
            "{female_first_name} from {company_noun}",
        ]),
    )
    .nulls(0.1),
    rule(
        "heading of thanks",
        "thank you title|thankyou title|confirm title|confirmation title|success title|\
             * success title",
        TEXT,
        Make::Words(
            "Thank you!|Registration complete|You are in!|Please confirm|All set|See you \
             soon",
        ),
    )
    .nulls(0.2),
    rule(
        "state of a run",
        "status|state",
        TEXT,
        Make::Choice(&[("success", 70.0), ("failed", 12.0), ("running", 10.0), ("queued", 8.0)]),
    )
    .beside("try number|exit code|max tries|queue|retry count|worker|run id|job id"),
    rule(
        "setting",
        "key|variable|variable key|config key|option key|parameter key|preference key",
        TEXT,
        Make::Words(
            "base_url|support_email|max_retries|default_currency|report_recipients|\
             timeout_seconds|feature_search|api_version|mail_from|items_per_page|\
             maintenance_mode|time_zone",
        ),
    )
    .of("variable config configuration parameter appconfig"),
    rule("what was done", "event|event name|event type", TEXT, Make::Choice(ACTIONS))
        .of("log audit journal trail"),
    rule(
        "reason to change",
        "void reason|voided reason|retire reason|delete reason|deletion reason|edit \
             reason",
        TEXT,
        Make::Words(
            "Entered by mistake|Duplicate entry|Corrected|Outdated|Wrong record|Typing \
             error",
        ),
    )
    .nulls(0.7),
    rule(
        "state of a run",
        "status|state|* status|build status|run state|outcome|* state",
        TEXT,
        Make::Choice(&[
            ("success", 62.0),
            ("failed", 14.0),
            ("running", 10.0),
            ("queued", 6.0),
            ("skipped", 4.0),
            ("canceled", 4.0),
        ]),
    )
    .of("build pipeline ci dag deployment workflow migration backup scan scheduler")
    .unless("marital status"),
    rule(
        "where it runs",
        "name|environment|environment name|env|label",
        TEXT,
        Make::Words("production|staging|development|review/login|review/search|qa|demo|sandbox"),
    )
    .of("environment"),
    rule(
        "kind of environment",
        "environment type|type|kind|tier",
        TEXT,
        Make::Words("production|staging|development|review"),
    )
    .of("environment"),
    rule(
        "image of a container",
        "image|container image|docker image|base image|image name|image repository",
        TEXT,
        Make::Words(
            "nginx:1.27|postgres:16|redis:7|python:3.12-slim|node:22-alpine|\
             ghcr.io/example/api:2.4.1|registry.example.com/web:1.8.0|rabbitmq:3.13|\
             traefik:3.1",
        ),
    )
    .of("container pod deployment kubernetes docker workload"),
    rule(
        "registry of images",
        "registry|registry host|container registry|image registry",
        TEXT,
        Make::Words("docker.io|ghcr.io|registry.example.com|quay.io"),
    ),
    rule(
        "digest of an image",
        "digest|image digest|image id|manifest digest",
        TEXT,
        Make::Pattern("sha256:[0-9a-f]{64}"),
    )
    .of("container image docker pod artifact manifest layer"),
    rule(
        "tag of an image",
        "tag|image tag|version tag",
        TEXT,
        Make::Words("latest|1.27|2.4.1|stable|v1.8.0|main|nightly"),
    )
    .of("container image docker pod artifact"),
    rule(
        "namespace",
        "namespace|kubernetes namespace|* namespace|k 8 s namespace",
        TEXT,
        Make::Words("default|kube-system|monitoring|web|payments|staging|production|ingress|batch"),
    )
    .nulls(0.2),
    rule("pod", "pod|pod name", TEXT, Make::Templates(&["{service_name}-{hex:10}-{hex:5}"])),
    rule("mode of a network", "network mode", TEXT, Make::Words("bridge|host|none")),
    rule(
        "when it is started again",
        "restart policy",
        TEXT,
        Make::Words("always|unless-stopped|on-failure|no"),
    ),
    rule(
        "ports that are passed on",
        "ports|port mapping|port mappings|exposed ports|published ports",
        TEXT,
        Make::Words(
            "0.0.0.0:8080->80/tcp|0.0.0.0:443->443/tcp|127.0.0.1:5432->5432/tcp|6379/tcp|\
             0.0.0.0:3000->3000/tcp",
        ),
    )
    .nulls(0.2),
    rule(
        "folders that are passed in",
        "mounts|volumes|bind mounts",
        TEXT,
        Make::Words(
            "/srv/data:/data|/var/log/app:/logs|pgdata:/var/lib/postgresql/data|\
             /etc/app:/etc/app:ro",
        ),
    )
    .nulls(0.3),
    rule(
        "command",
        "command|entrypoint|cmd|run command|start command|shell command|* command",
        TEXT,
        Make::Words(
            "nginx -g 'daemon off;'|python manage.py runserver|node server.js|\
             /docker-entrypoint.sh|bash scripts/backup.sh|php artisan queue:work|npm run \
             build|rsync -a /srv/data backup:/srv",
        ),
    )
    .unless("event command")
    .nulls(0.2),
    rule(
        "architecture",
        "arch|architecture|cpu architecture|cpu type",
        TEXT,
        Make::Choice(&[("amd64", 74.0), ("arm64", 26.0)]),
    ),
    rule(
        "operator of a task",
        "operator|task type|operator class|operator name|custom operator name",
        TEXT,
        Make::Words(
            "PythonOperator|BashOperator|PostgresOperator|EmailOperator|\
             S3ToRedshiftOperator|EmptyOperator|HttpOperator",
        ),
    )
    .of("task dag")
    .nulls(0.1),
    rule(
        "executor",
        "executor|executor name|runner|runner type",
        TEXT,
        Make::Words("LocalExecutor|CeleryExecutor|KubernetesExecutor"),
    )
    .of("task dag job build ci")
    .nulls(0.3),
    rule(
        "queue",
        "queue|queue name|pool|pool name|work queue|job queue|channel",
        TEXT,
        Make::Choice(&[
            ("default", 60.0),
            ("emails", 12.0),
            ("reports", 10.0),
            ("high", 8.0),
            ("low", 6.0),
            ("imports", 4.0),
        ]),
    )
    .of("job task queue dag worker slot failed message outbox pool")
    .nulls(0.1),
    rule(
        "connection",
        "connection|connection name|conn id|driver|backend",
        TEXT,
        Make::Words(
            "redis|database|postgres_default|mysql_default|aws_default|sqs|http_default|\
             smtp_default",
        ),
    )
    .of("job task queue dag worker failed connection cache"),
    rule(
        "kind of a connection",
        "conn type|connection type|type|driver",
        TEXT,
        Make::Words("postgres|mysql|http|aws|google_cloud_platform|ssh|sqlite|redis|ftp"),
    )
    .of("connection source")
    .beside("host|url|conn id|port"),
    rule(
        "schedule",
        "cron|cron expression|schedule expression|schedule interval|job interval|\
             crontab|cron schedule|* cron|timetable|timetable *|recurrence rule|schedule",
        TEXT,
        Make::Words(
            "*/5 * * * *|0 3 * * *|0 * * * *|30 2 * * 0|0 6 * * 1-5|@daily|@hourly|0 0 1 * \
             *|15 4 * * *",
        ),
    )
    .about(PROGRAMS)
    .of("job task dag scheduler cron backup report workflow trigger alert export \
             import sync data monitor scan plan"),
    rule(
        "schedule",
        "cron|cron expression|schedule expression|schedule interval|crontab|cron \
             schedule",
        TEXT,
        Make::Words("*/5 * * * *|0 3 * * *|0 * * * *|30 2 * * 0|0 6 * * 1-5|0 0 1 * *|15 4 * * *"),
    ),
    rule(
        "job of a program",
        "job|job class|job code|job name|callback|function|handler|task name|method|\
             action",
        TEXT,
        Make::Words(
            "send_newsletter|cleanup_sessions|export_orders|sync_inventory|rebuild_index|\
             send_reminders|import_products|rotate_logs|refresh_prices|close_old_tickets|\
             generate_reports|fetch_mail",
        ),
    )
    .of(RUNS)
    .unless("http method"),
    rule(
        "job of a program",
        "name|title|label|task id|dag id|dag display name|job id",
        TEXT,
        Make::Words(
            "send_newsletter|cleanup_sessions|export_orders|sync_inventory|rebuild_index|\
             send_reminders|import_products|rotate_logs|refresh_prices|close_old_tickets|\
             generate_reports|fetch_mail",
        ),
    )
    .of("scheduler cron dag worker")
    .nulls(0.0),
    rule(
        "what a job does",
        "description|comment|notes|note",
        TEXT,
        Make::Words(
            "Runs every night after the backup.|Removes what is older than 30 days.|Sends \
             what is waiting in the queue.|Brings the stock up to date.|Imports the files \
             of the supplier.|Checks for new mail.|Builds the search index anew.|Writes \
             the figures for the monthly report.",
        ),
    )
    .of("scheduler cron dag worker job")
    .nulls(0.3),
];

/// Beside these a package is code, not a parcel.
const VERSIONED: &str = "version|package version|fixed version|ecosystem|license|affected versions|\
             purl|latest version";

/// Tables that programs write for themselves.
pub(super) const PROGRAMS: &[S] = &[
    S::Other,
    S::Log,
    S::Setting,
    S::Session,
    S::Task,
    S::Job,
    S::Project,
    S::History,
    S::Token,
    S::Device,
    S::Role,
    S::Permission,
    S::Media,
    S::Document,
    S::Status,
    S::Measurement,
    S::Notification,
    S::Kind,
    S::Message,
    S::Order,
    S::Invoice,
];

/// Tables that speak of data bases.
const KEPT: &[S] = &[
    S::Other,
    S::Setting,
    S::Device,
    S::Log,
    S::History,
    S::Task,
    S::Document,
    S::Project,
    S::Role,
    S::Job,
    S::Tag,
    S::Post,
    S::Permission,
    S::Status,
];

pub(super) const ACTIONS: &[(&str, f64)] = &[
    ("update", 36.0),
    ("create", 24.0),
    ("view", 14.0),
    ("delete", 8.0),
    ("login", 8.0),
    ("export", 6.0),
    ("logout", 4.0),
];

/// Types as data bases or programs call them.
fn column_type(field: Field<'_, '_>) -> Option<Source> {
    let stored = super::is_of(field.table, "column table field attribute eav central");
    Some(if stored || field.facts.is("column type|col type|backend type|sql type|db type") {
        choice(&[
            ("varchar", 34.0),
            ("int", 26.0),
            ("text", 14.0),
            ("datetime", 12.0),
            ("decimal", 14.0),
        ])
    } else {
        choice(&[
            ("string", 40.0),
            ("integer", 22.0),
            ("boolean", 18.0),
            ("date", 10.0),
            ("float", 10.0),
        ])
    })
}

/// Of hexadecimal digits, short where the column is.
fn commit(field: Field<'_, '_>) -> Option<Source> {
    let digits = field.facts.max_length().unwrap_or(40).min(40);
    (digits >= 7)
        .then(|| Source::Pattern(PatternSource { pattern: format!("[0-9a-f]{{{digits}}}") }))
}

fn stack_trace(field: Field<'_, '_>) -> Option<Source> {
    let technical = super::is_of(
        field.table,
        "error log job build action audit exception crash failed event task import \
             trace run",
    );
    let room = field.facts.max_length().is_none_or(|most| most >= 200);
    (technical && room).then(|| {
        super::template(&[
            "ValueError: invalid input\n  at {service_name}.handle \
             ({file_stem}.py:{number:12-480})\n  at main (app.py:{number:10-99})",
            "TimeoutError: no answer within {number:5-60} s\n  at {service_name}.fetch \
             ({file_stem}.py:{number:12-480})\n  at main (app.py:{number:10-99})",
            "RuntimeException: connection refused\n  at {service_name}.Connect \
             ({file_stem}.java:{number:12-480})\n  at App.main (App.java:{number:10-99})",
            "TypeError: undefined is not a function\n  at {service_name}.render \
             ({file_stem}.js:{number:12-480})\n  at index.js:{number:10-99}",
        ])
    })
}

//! Hosts, their networks, certificates and directories, and who watches over them.

use seedbed_generate::plan::{EntityKind::Person, PatternSource, Source};

use super::{Field, Make, Rule, TEXT, rule, template, written};
use crate::subject::Subject as S;

/// Tables of machines.
const MACHINES: &str = "host device server node proxy machine interface endpoint printer router \
             switch gateway vm instance peer computer nas workstation";

/// What stands beside the address of a machine.
const WIRED: &str = "address 6|dns|dns name|ip|ip address|use ip|netmask|subnet mask|gateway|ssh \
             port|address bin|snmp *|ipmi *|mac address|community|fqdn";

/// What stands beside the name of a server that is connected to.
const CONNECTED: &str = "port|* port|base dn|* base dn|ldap *|smtp *|dns|ip|protocol|database|ssl|use \
             ssl|use tls|timeout|smtp port|password|db name|login|schema";

const IPV4: &str = "(10\\.[1-9][0-9]?\\.[1-9]?[0-9]|192\\.0\\.2|198\\.51\\.100|\
             203\\.0\\.113)\\.[1-9][0-9]?";

pub(super) const RULES: &[Rule] = &[
    rule(
        "IPv6 address",
        "address 6|ipv6|ip v 6|* ipv6|ipv6 address|ip 6|ip address 6|* address 6",
        TEXT,
        Make::Pattern("2001:db8:[1-9a-f][0-9a-f]{0,3}::[1-9a-f][0-9a-f]{0,2}"),
    )
    .nulls(0.4),
    rule(
        "hardware address",
        "* mac address *|mac address *|mac|ether|ethernet address",
        TEXT,
        Make::Pattern("02(:[0-9a-f]{2}){5}"),
    )
    .nulls(0.15),
    rule(
        "network address",
        "address|* address|host address|server address|address 4",
        TEXT,
        Make::Pattern(IPV4),
    )
    .of(MACHINES)
    .unless(NO_MACHINE)
    .nulls(0.05),
    rule(
        "network address",
        "address|proxy address|host address|server address",
        TEXT,
        Make::Pattern(IPV4),
    )
    .beside(WIRED)
    .unless(NO_MACHINE)
    .nulls(0.05),
    rule(
        "network addresses",
        "excluded ips|allowed ips|* ips|ip addresses|ip list|ip whitelist|ip blacklist|\
             blocked ips|trusted proxies|x forwarded for",
        TEXT,
        Make::Templates(&[
            "10.{number:1-30}.{number:1-9}.{number:2-250}",
            "192.0.2.{number:1-99}, 198.51.100.{number:1-99}",
        ]),
    )
    .nulls(0.6),
    rule(
        "network mask",
        "netmask|subnet mask|net mask|network mask",
        TEXT,
        Make::Words("255.255.255.0|255.255.0.0|255.255.254.0|255.255.255.128"),
    ),
    rule(
        "network",
        "subnet|* subnet|allowed subnet",
        TEXT,
        Make::Templates(&["10.{number:1-30}.{number:0-99}.0/24", "192.168.{number:0-99}.0/24"]),
    )
    .nulls(0.6),
    rule(
        "network address",
        "gateway|default gateway|router address|dns server|nameserver|dns 1|dns 2|ntp \
             server",
        TEXT,
        Make::Templates(&["10.{number:1-30}.{number:0-9}.1"]),
    ),
    rule(
        "name of a server",
        "host|hostname|host name|server|server name|server host|* server|* hostname|\
             server url|ldap server|smtp server|imap server|fqdn|dns name|dns",
        TEXT,
        Make::With(server),
    )
    .beside(CONNECTED)
    .unless("mail server|web server|dns server|* dns server")
    .about(PLAIN)
    .nulls(0.05),
    rule(
        "name of a server",
        "host|hostname|host name|fqdn|dns|dns name|dns host name",
        TEXT,
        Make::With(server),
    )
    .of(MACHINES)
    .nulls(0.05),
    rule(
        "name of a server",
        "hostname|host name|node name|server name|machine name|host|worker host",
        TEXT,
        Make::With(server),
    )
    .of("task job instance worker process backup log error run execution service \
             deployment container database connection event state check")
    .nulls(0.1),
    rule("group of machines", "name|group name|display name|label|title", TEXT, Make::With(group)),
    rule(
        "what a machine is called",
        "display name|name|label|host name|alias",
        TEXT,
        Make::Pool("host_name"),
    )
    .of("host server node vm computer workstation machine")
    .about(&[S::Device, S::Other]),
    rule(
        "place of a machine",
        "location|place|rack|site",
        TEXT,
        Make::Templates(&[
            "Rack {number:1-24}, unit {number:1-42}",
            "Server room {letters:1}",
            "Data center {number:1-3}",
            "Building {letters:1}, floor {number:1-6}",
        ]),
    )
    .of(MACHINES)
    .nulls(0.3),
    rule(
        "description of a machine",
        "description|notes|note|comment|purpose|details|long description",
        TEXT,
        Make::Words(
            "Main web server|Standby for the database|Printer on the second floor|Mail \
             relay|Build server|Backup target, runs at night|Test machine of the support \
             team|File server of accounting|Firewall of the branch office|To be replaced \
             next year|Monitoring only during office hours|Virtual machine on the second \
             cluster|Switch in the wiring closet|Wireless access point in the lobby|Holds \
             the customer portal|Moved to the new rack in spring",
        ),
    )
    .of(MACHINES)
    .about(&[S::Device])
    .nulls(0.4),
    rule(
        "window of maintenance",
        "name|title|label|subject",
        TEXT,
        Make::Words(
            "Kernel updates|Database upgrade|Switch replacement|Storage migration|Firmware \
             update|Certificate renewal|Power test|Backup window|Network rewiring|Monthly \
             patching|Move to the new rack|Failover test",
        ),
    )
    .of("maintenance downtime outage"),
    rule(
        "description of maintenance",
        "description|notes|note|comment|reason|message",
        TEXT,
        Make::Words(
            "Planned work, short interruptions are possible.|Hosts restart one after \
             another.|No alerts while the switch is replaced.|Agreed with the users of the \
             service.|Monthly installation of security updates.|The standby takes over \
             meanwhile.",
        ),
    )
    .of("maintenance downtime outage")
    .nulls(0.3),
    rule(
        "what is alerted about",
        "name|title|label|alert name|alert|summary|subject|problem",
        TEXT,
        Make::Words(
            "High CPU load|Disk space is low|Host unreachable|Memory almost used up|\
             Certificate expires soon|Too many failed logins|Service not running|Slow \
             response|Replication lag|Queue is growing|Backup failed|Temperature too high",
        ),
    )
    .of("alert alarm trigger monitor problem incident")
    .unless("incident name"),
    rule(
        "check of a host",
        "check command|command name|* command name|check command name|check name|\
             plugin|plugin name",
        TEXT,
        Make::Words(
            "hostalive|ping4|http|disk|load|ssh|procs|swap|users|dns|smtp|ntp_time|mysql|\
             tcp|ssl_cert",
        ),
    )
    .unless("external module name|page plugin")
    .about(TECHNICAL)
    .nulls(0.1),
    rule(
        "check of a host",
        "check command|command",
        TEXT,
        Make::Words(
            "check_ping|check_http|check_disk|check_load|check_ssh|check_procs|check_dns|\
             check_smtp",
        ),
    )
    .of("host service check"),
    rule(
        "command of an event",
        "event command|event command name|event handler|notification command|\
             notification command name",
        TEXT,
        Make::Words(
            "restart_service|notify_by_email|notify_by_chat|clear_cache|open_ticket|\
             reboot_host",
        ),
    )
    .nulls(0.4),
    rule(
        "time that is watched",
        "* timeperiod|timeperiod|* timeperiod name|timeperiod name|* time period name|\
             check period|notification period|check timeperiod|time period name",
        TEXT,
        Make::Choice(&[("24x7", 64.0), ("workhours", 22.0), ("nonworkhours", 8.0), ("never", 6.0)]),
    )
    .nulls(0.1),
    rule(
        "zone of machines",
        "zone name|zone|* endpoint name|endpoint name|command endpoint|check source|\
             scheduling source|satellite|poller|proxy name|agent name",
        TEXT,
        Make::Words("master|satellite-east|satellite-west|dmz|branch-north|branch-south|lab"),
    )
    .about(TECHNICAL)
    .of("host service check zone endpoint state monitor probe agent notification \
             downtime event command")
    .nulls(0.2),
    rule(
        "result of a check",
        "output|plugin output|check output|* output|check result",
        TEXT,
        Make::Templates(&[
            "PING OK - Packet loss = 0%, RTA = {number:1-40}.{digits:2} ms",
            "HTTP OK: HTTP/1.1 200 OK - {number:800-9000} bytes in 0.{digits:3} second \
             response time",
            "DISK WARNING - free space: / {number:900-9000} MiB ({number:4-14}%)",
            "OK - load average: 0.{digits:2}, 0.{digits:2}, 0.{digits:2}",
            "SSH OK - OpenSSH_9.2p1 (protocol 2.0)",
        ]),
    )
    .of("host service check state probe monitor"),
    rule(
        "figures of a check",
        "performance data|perf data|* performance data|* perf data",
        TEXT,
        Make::Templates(&[
            "rta={number:0-40}.{digits:2}ms;100;200 pl=0%;5;15",
            "load1=0.{digits:2};5;10 load5=0.{digits:2};4;6",
            "/={number:900-9000}MB;8000;9000;0;10240",
            "time=0.{digits:3}s;1;3;0;10",
        ]),
    )
    .nulls(0.2),
    rule(
        "command line",
        "command line|* command line|check command line",
        TEXT,
        Make::Templates(&[
            "/usr/lib/nagios/plugins/check_ping -H 10.0.{number:1-9}.{number:2-250} -w \
             100,5% -c 200,15%",
            "/usr/lib/nagios/plugins/check_http -H www.example.com -p 443",
            "/usr/lib/nagios/plugins/check_disk -w 10% -c 5% -p /",
            "/usr/bin/python3 /opt/app/{file_stem}.py --limit {number:10-500}",
        ]),
    )
    .nulls(0.2),
    rule(
        "interface",
        "interface|interface name|if name|network interface|port name|if description|\
             if alias|interface description",
        TEXT,
        Make::Words(
            "eth0|eth1|eno1|bond0|wlan0|GigabitEthernet0/1|GigabitEthernet0/2|xe-0/0/1|\
             vlan20|lo",
        ),
    )
    .of("interface port network switch router device host adapter nic"),
    rule(
        "state of a port",
        "if status|if internal status|link status|oper status|admin status|port status",
        TEXT,
        Make::Choice(&[("up", 78.0), ("down", 22.0)]),
    ),
    rule(
        "duplex",
        "duplex|port duplex|* duplex",
        TEXT,
        Make::Choice(&[("full", 84.0), ("half", 6.0), ("auto", 10.0)]),
    ),
    rule(
        "kind of a network port",
        "instantiation type|port type|connector type|* port type",
        TEXT,
        Make::Words("Ethernet|WiFi|Fibre Channel|Aggregate|Loopback|RJ45|SFP+"),
    )
    .of("port network nic"),
    rule(
        "protocol",
        "protocol|* protocol|transport|transport protocol",
        TEXT,
        Make::Choice(&[
            ("https", 40.0),
            ("tcp", 20.0),
            ("http", 14.0),
            ("udp", 10.0),
            ("ssh", 8.0),
            ("ftp", 4.0),
            ("smtp", 4.0),
        ]),
    )
    .unless("client protocol|study protocol")
    .about(TECHNICAL)
    .nulls(0.1),
    rule(
        "protocol of a login",
        "protocol|client protocol|sso protocol",
        TEXT,
        Make::Choice(&[("openid-connect", 76.0), ("saml", 24.0)]),
    )
    .beside("redirect url|client id|secret|root url|base url"),
    rule(
        "community",
        "snmp community|community|community string",
        TEXT,
        Make::Choice(&[("public", 70.0), ("private", 20.0), ("monitoring", 10.0)]),
    )
    .of(MACHINES),
    rule(
        "distinguished name",
        "base dn|root dn|bind dn|* dn|user dn|distinguished name|* base dn|group dn|\
             search base",
        TEXT,
        Make::Words(
            "dc=example,dc=com|ou=people,dc=example,dc=com|cn=admin,dc=example,dc=com|\
             ou=staff,dc=example,dc=org|cn=reader,ou=services,dc=example,dc=com|\
             ou=groups,dc=example,dc=com",
        ),
    )
    .nulls(0.1),
    rule(
        "filter of a directory",
        "ldap filter|* ldap filter|filter|* filter|group condition|condition|search \
             filter",
        TEXT,
        Make::Words(
            "(objectClass=person)|\
             (&(objectClass=user)(memberOf=cn=staff,ou=groups,dc=example,dc=com))|\
             (objectClass=inetOrgPerson)|(!(userAccountControl=514))|(mail=*@example.com)",
        ),
    )
    .beside("base dn|* base dn|root dn|bind dn|ldap server|ldap host")
    .nulls(0.3),
    rule(
        "attribute of a directory",
        "* field|attribute *|* attribute|field *",
        TEXT,
        Make::With(attribute),
    )
    .beside("base dn|root dn|bind dn|ldap filter")
    .nulls(0.2),
    rule(
        "holder of a certificate",
        "subject|* subject|subject dn|certificate subject",
        TEXT,
        Make::Templates(&[
            "CN={host_name}.example.com,O=Example Ltd,C=US",
            "CN=www.example.com,O=Example Ltd,C=GB",
        ]),
    )
    .beside("issuer|* issuer|fingerprint|serial number|certificate|* certificate")
    .nulls(0.3),
    rule(
        "issuer of a certificate",
        "issuer|* issuer|issuer dn|issued by",
        TEXT,
        Make::Words(
            "CN=Example Root CA,O=Example Trust,C=US|CN=Example Issuing CA 1,O=Example \
             Trust,C=US|CN=R11,O=Let's Encrypt,C=US|CN=Internal CA,OU=IT,O=Example Ltd",
        ),
    )
    .beside(
        "subject|* subject|fingerprint|serial number|certificate|* certificate|common \
             name",
    )
    .nulls(0.3),
    rule(
        "name on a certificate",
        "common name|cn|san|subject alternative names|alternative names|sans",
        TEXT,
        Make::Templates(&["{host_name}.example.com", "www.example.com", "{tag}.example.org"]),
    )
    .of("certificate cert ssl tls"),
    rule(
        "certificate",
        "pem|certificate|* certificate|public certificate|x 509|cert|chain|ca cert|\
             certificate chain|ssl cert|client cert|server cert|certificate pem|cert pem",
        TEXT,
        Make::With(certificate),
    )
    .nulls(0.3),
    rule(
        "kind of a key",
        "key type|key algorithm|key kind",
        TEXT,
        Make::Choice(&[("RSA", 60.0), ("ECDSA", 26.0), ("Ed25519", 14.0)]),
    ),
    rule(
        "algorithm of a signature",
        "signature algorithm|signing algorithm|sig alg|signature method",
        TEXT,
        Make::Choice(&[
            ("sha256WithRSAEncryption", 60.0),
            ("ecdsa-with-SHA256", 26.0),
            ("ecdsa-with-SHA384", 14.0),
        ]),
    ),
    rule(
        "identity of a shared key",
        "psk identity|* psk identity",
        TEXT,
        Make::Templates(&["PSK {number:1-99}", "psk-{host_name}"]),
    )
    .nulls(0.6),
    rule(
        "shared key",
        "psk|* psk|pre shared key|preshared key",
        TEXT,
        Make::Pattern("[0-9a-f]{64}"),
    )
    .nulls(0.6),
    rule(
        "public key",
        "ssh key|ssh public key|authorized key|public ssh key",
        TEXT,
        Make::Pattern("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}"),
    ),
    rule(
        "public key",
        "key|content",
        TEXT,
        Make::Pattern("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}"),
    )
    .of("key")
    .beside("fingerprint|title"),
    rule(
        "zone of names",
        "zone|zone name|dns zone|origin",
        TEXT,
        Make::Words("example.com|example.org|example.net|corp.example.com|lab.example.org"),
    )
    .of("dns domain record rrset zone nameserver"),
    rule(
        "kind of a record of names",
        "type|record type|rr type|rrtype|kind",
        TEXT,
        Make::Choice(&[
            ("A", 40.0),
            ("CNAME", 20.0),
            ("MX", 10.0),
            ("TXT", 14.0),
            ("AAAA", 10.0),
            ("NS", 6.0),
        ]),
    )
    .of("dns rrset nameserver"),
    rule(
        "name of a record",
        "name|record name|order name|host",
        TEXT,
        Make::Templates(&["{host_name}.example.com", "www.example.org", "mail.example.com"]),
    )
    .of("dns rrset nameserver"),
    rule(
        "content of a record",
        "content|value|data|target|answer",
        TEXT,
        Make::Templates(&["192.0.2.{number:1-99}", "{host_name}.example.com.", "v=spf1 mx -all"]),
    )
    .of("dns rrset nameserver"),
    rule(
        "user name",
        "unix name|system user|os user|run as|run as user|service account|db user|\
             database user|unix user",
        TEXT,
        Make::Words("root|www-data|app|deploy|postgres|backup|svc-report|airflow"),
    )
    .nulls(0.2),
    rule(
        "login of an owner",
        "uid owner|uid initiator|owner uid|user uid",
        TEXT,
        Make::Part(Person, "username"),
    ),
    rule(
        "file system",
        "fs type|filesystem|file system|filesystem type|file system type",
        TEXT,
        Make::Words("ext4|xfs|zfs|btrfs|ntfs|nfs"),
    ),
    rule(
        "place in the tree",
        "mount point|mountpoint|mount|mount path",
        TEXT,
        Make::Words("/|/var|/home|/mnt/backup|/srv|/data|/opt|/var/lib/docker"),
    ),
    rule(
        "block device",
        "device path|block device|device node|disk device",
        TEXT,
        Make::Words("/dev/sda1|/dev/sda2|/dev/sdb1|/dev/nvme0n1p1|/dev/nvme0n1p2|/dev/vda1"),
    ),
    rule(
        "volume",
        "volume|volume name|* volume",
        TEXT,
        Make::Words("data|backup|vol01|vol02|home|logs|archive|media"),
    )
    .about(TECHNICAL),
    rule(
        "snapshot",
        "snapshot name|snapshot",
        TEXT,
        Make::Templates(&[
            "daily-2025-{number:10-12}-{number:10-28}",
            "before-upgrade-{number:1-9}",
            "weekly-{number:10-52}",
        ]),
    ),
];

/// Tables in which a `host` is a machine, not who gives a party.
const PLAIN: &[S] = &[
    S::Other,
    S::Device,
    S::Log,
    S::Session,
    S::Account,
    S::Setting,
    S::Message,
    S::Task,
    S::Project,
    S::Measurement,
    S::Document,
    S::History,
    S::Token,
    S::Conversation,
    S::Role,
];

/// Tables that programs write.
const TECHNICAL: &[S] = &[
    S::Other,
    S::Device,
    S::Log,
    S::Session,
    S::Setting,
    S::Task,
    S::Measurement,
    S::History,
    S::Token,
    S::Status,
    S::Notification,
    S::Project,
    S::Job,
];

/// Addresses that are none of a machine.
const NO_MACHINE: &str = "email address|* email address|mac address|* mac address|street address|\
             billing address|shipping address|postal address|mailing address|home address|\
             web address|hardware address|delivery address";

/// `web-01.example.com`, as far as it fits.
fn server(field: Field<'_, '_>) -> Option<Source> {
    Some(match field.facts.max_length() {
        Some(..=9) => return None,
        Some(10..=25) => super::pool("host_name"),
        _ => template(&["{host_name}.example.com", "{host_name}.example.net"]),
    })
}

/// Groups of hosts, in tables that are called so.
fn group(field: Field<'_, '_>) -> Option<Source> {
    let has = |words: &[&str]| field.table.words.iter().any(|own| words.contains(&own.as_str()));
    let grouped = has(&["group", "hstgrp", "hostgroup"])
        && has(&["host", "device", "server", "machine", "computer", "hstgrp", "hostgroup"]);
    grouped.then(|| {
        written(
            "linux-servers|windows-servers|web-servers|database-servers|network-devices|\
             printers|virtual-machines|hypervisors|storage|firewalls|staging|production|\
             branch-offices|mail-servers|backup-servers|lab",
        )
    })
}

/// Attributes of directories, and the words of columns that say which one is meant.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("login", "uid|sAMAccountName"),
    ("user", "uid|sAMAccountName"),
    ("sync", "objectGUID|entryUUID"),
    ("first", "givenName|gn"),
    ("last", "sn|surname"),
    ("real", "cn|displayName"),
    ("email", "mail|userPrincipalName"),
    ("phone", "telephoneNumber|homePhone"),
    ("mobile", "mobile|pager"),
    ("group", "memberOf|gidNumber"),
    ("language", "preferredLanguage|c"),
    ("title", "title|personalTitle"),
    ("department", "department|ou"),
    ("manager", "manager|secretary"),
    ("picture", "thumbnailPhoto|jpegPhoto"),
    ("location", "l|physicalDeliveryOfficeName"),
    ("comment", "description|info"),
];

fn attribute(field: Field<'_, '_>) -> Option<Source> {
    let words = &field.facts.words;
    let meant = ATTRIBUTES.iter().find(|(word, _)| words.iter().any(|own| own == word));
    Some(written(meant.map_or("cn|uid|description|ou|o", |(_, names)| names)))
}

/// One in the armour that files have.
fn certificate(field: Field<'_, '_>) -> Option<Source> {
    let room = field.facts.max_length().is_none_or(|most| most >= 160);
    let technical = field.table.find(
        "fingerprint|issuer|* issuer|private key|serial number|domain|subject|tls *|\
             ssl *",
    );
    (room && technical.is_some()).then(|| {
        Source::Pattern(PatternSource {
            pattern: "-----BEGIN CERTIFICATE-----\\nMIID[A-Za-z0-9+/]{60}\\n-----END \
             CERTIFICATE-----"
                .into(),
        })
    })
}
